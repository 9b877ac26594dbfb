"""The table of the event list: rows of fixed height, and staying with the newest row or with what the user looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView

from playground.models.words import count_of
from playground.panels.building import button
from playground.panels.event_rows import EventRows
from playground.theme import ROW, UNIT

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from playground.models.event_table import EventTable
    from playground.theme import Theme


class EventView(QTableView):
    """Follows the newest row while its end is in sight; otherwise says how many are new."""

    #: the selected events are to be copied
    copy_requested = Signal()

    def __init__(self, theme: Theme, table: EventTable) -> None:
        super().__init__()
        self._rows = EventRows(theme, table, self)
        #: the row under the mouse
        self._hovered = -1
        self.setObjectName("events")
        self.setAccessibleName("Events")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        # All of it is painted, so that nothing of what lies below is.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(UNIT * 10)
        self.is_following = True
        self._new = 0
        self.pill: QPushButton = button(
            theme, "", "newest", "newest-events", look="primary", tip="Go to the newest event and stay there"
        )
        self.pill.setParent(self)
        self.pill.clicked.connect(self.follow)
        self.pill.hide()
        self._theme = theme
        self._take_theme()
        theme.changed.connect(self._take_theme)
        self.setModel(table)
        table.rowsInserted.connect(self._on_rows_inserted)
        table.rowsRemoved.connect(self._on_rows_removed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def follow(self) -> None:
        """Go to the newest event and stay with it."""
        self.is_following = True
        self._new = 0
        self.pill.hide()
        self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the event on every platform, and copying takes the whole event, not the cell."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be painted anew."""
        painter = QPainter(self.viewport())
        self._rows.paint(painter, event.rect(), self._hovered)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the mouse is marked."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pill in its place."""
        super().resizeEvent(event)
        self._place_pill()

    def _take_theme(self) -> None:
        self._height = round(ROW * self._theme.magnification)
        self.verticalHeader().setDefaultSectionSize(self._height)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            for one in (self._hovered, row):
                self.viewport().update(0, self.rowViewportPosition(one), self.viewport().width(), self._height)
            self._hovered = row

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self.is_following:
            return
        if last == self.model().rowCount() - 1 and first > 0:
            self._new += last - first + 1
            self._show_pill()
        elif first <= self.verticalScrollBar().value() // self._height:
            # Older ones were found: what the user looks at stays where it is.
            self.updateGeometries()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + (last - first + 1) * self._height)

    def _on_rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What the user looks at stays where it is when rows above it go."""
        top = self.verticalScrollBar().value() // self._height
        if not self.is_following and first < top:
            gone = min(last + 1, top) - first
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - gone * self._height)

    def _on_range_changed(self, _least: int, _most: int) -> None:
        if self.is_following:
            self.scrollToBottom()

    def _on_scrolled(self, value: int) -> None:
        # While a range change is on its way, the value is not the user's doing.
        self.is_following = value >= self.verticalScrollBar().maximum() - self._height // 2
        if self.is_following:
            self._new = 0
            self.pill.hide()

    def _show_pill(self) -> None:
        self.pill.setText(f"{count_of(self._new, 'new event')}")
        self._place_pill()
        self.pill.show()

    def _place_pill(self) -> None:
        self.pill.adjustSize()
        self.pill.move((self.width() - self.pill.width()) // 2, self.height() - self.pill.height() - UNIT * 4)
