"""Paints the rows of the event list: type and state by colour, shape and word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from playground.models.columns import Column
from playground.panels.event_chips import EventChips
from playground.theme import ROW, UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord
    from playground.models.event_table import EventTable, Index

# Numbers: each cell asks, and flags of Python take their time.
_SELECTED, _HOVERED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_MouseOver.value

#: texts that are kept between paints
MOST_KEPT = 2_000

_IN_BODY = frozenset({Column.SENTENCE, Column.PROCESS, Column.WINDOW, Column.SOURCE})


class EventDelegate(QStyledItemDelegate):
    """Fonts, metrics and colours are kept between paints: a frame has over a hundred cells."""

    def __init__(self, theme: Theme, table: EventTable, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._table = table
        self._chips = EventChips(theme)
        self._take_theme()
        theme.changed.connect(self._take_theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high as the others."""
        del option, index
        return QSize(UNIT * 20, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        record = self._table.record(index.row())
        if record is None:
            return
        rect: QRect = option.rect
        state: int = option.state.value
        if state & _SELECTED:
            painter.fillRect(rect, self._selection)
        elif record.is_crash:
            painter.fillRect(rect, self._alarm)
        elif state & _HOVERED:
            painter.fillRect(rect, self._raised)
        column = self._table.columns[index.column()]
        inner = rect.adjusted(UNIT * 2, 0, -UNIT * 2, 0)
        if column == Column.TYPE:
            self._chips.paint_type(painter, inner, record)
        elif column == Column.STATE:
            self._chips.paint_state(painter, inner, record)
        else:
            self._paint_text(painter, inner, column, record)
        if record.era and self._begins_era(index.row(), record):
            self._paint_divider(painter, rect, record, is_titled=index.column() == self._titled_column())

    def _paint_text(self, painter: QPainter, rect: QRect, column: str, record: EventRecord) -> None:
        font, metrics = self._body if column in _IN_BODY else self._data
        pen = self._muted
        if column == Column.SENTENCE:
            pen = self._wrong if record.type == "error" else self._ink
        text = self._elided(metrics, self._table.text(record, column), rect.width())
        painter.setFont(font)
        painter.setPen(pen)
        # At a point: laid out in a rectangle, a line of text takes a third longer.
        baseline = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(rect.left(), baseline, text)

    def _begins_era(self, row: int, record: EventRecord) -> bool:
        """Whether there was a restart or a new session between this row and the one above."""
        above = self._table.record(row - 1)
        return above is not None and above.era < record.era

    def _titled_column(self) -> int:
        """The column whose end has most room, or the one at the right edge."""
        if Column.SENTENCE in self._table.columns:
            return self._table.columns.index(Column.SENTENCE)
        header = self._view.horizontalHeader()
        return header.logicalIndex(header.count() - 1)

    def _paint_divider(self, painter: QPainter, rect: QRect, record: EventRecord, *, is_titled: bool) -> None:
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), self._accent)
        if not is_titled:
            return
        text = self._table.store.eras[record.era]
        font, metrics = self._caption
        tab = QRect(0, rect.top(), metrics.horizontalAdvance(text) + UNIT * 4, UNIT * 4)
        tab.moveRight(rect.right())
        painter.fillRect(tab, self._accent)
        painter.setFont(font)
        painter.setPen(self._on_accent)
        painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, text)

    def _elided(self, metrics: QFontMetrics, text: str, width: int) -> str:
        """The text as far as there is room; the same row is painted many times."""
        key = (id(metrics), text, width)
        elided = self._kept.get(key)
        if elided is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            elided = self._kept[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return elided

    def _take_theme(self) -> None:
        self._chips.forget()
        self._kept: dict[tuple[int, str, int], str] = {}
        body, caption = self._theme.font(), self._theme.font(Type.CAPTION)
        data = self._theme.font(Type.CAPTION, is_data=True)
        self._body, self._caption, self._data = ((font, QFontMetrics(font)) for font in (body, caption, data))
        palette = self._theme.palette
        self._ink, self._muted = QColor(palette.text), QColor(palette.muted)
        self._wrong, self._alarm = QColor(palette.tone("error").ink), QColor(palette.tone("error").tint)
        self._selection, self._raised = QColor(palette.selection), QColor(palette.raised)
        self._accent, self._on_accent = QColor(palette.accent), QColor(palette.on_accent)
