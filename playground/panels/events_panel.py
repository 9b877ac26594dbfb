"""The list of events: follows the newest, until the user scrolls up or pauses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QMenu, QStackedWidget, QVBoxLayout

from playground.models.event_table import Column
from playground.panels.building import EmptyState, action_button, label
from playground.panels.event_delegate import EventDelegate
from playground.panels.event_view import EventView
from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.models.event_record import EventRecord
    from playground.models.event_table import EventTable
    from playground.theme import Theme

WIDTHS = {Column.TIME: 100, Column.TYPE: 104, Column.SENTENCE: 240, Column.PROCESS: 140, Column.STATE: 100}


class EventsPanel(QFrame):
    """The centre of the main window."""

    #: EventRecord that is to be looked at
    opened = Signal(object)
    #: EventRecord that is the current one now, or None
    chosen = Signal(object)

    def __init__(self, theme: Theme, table: EventTable, buttons: Sequence[QAction] = ()) -> None:
        super().__init__()
        self.setObjectName("events-panel")
        self.table = table
        self._current: int | None = None
        self.view = EventView(theme)
        self.view.setModel(table)
        self.view.setItemDelegate(EventDelegate(theme, table))
        self._empty = EmptyState(theme, "view", "", "", "events-empty")
        self._stack = QStackedWidget()
        self._stack.setObjectName("events-stack")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._count = label("", "caption", "events-count")
        self._arrange(buttons)
        self._set_up_header()
        self._set_up_actions(theme)
        self.view.activated.connect(self._on_activated)
        self.view.copy_requested.connect(self.copy)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        table.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        table.modelReset.connect(self._on_reset)
        table.counts_changed.connect(self._show_counts)
        self._show_counts()

    def selected_records(self) -> list[EventRecord]:
        """The records whose rows are selected, oldest first."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [record for row in rows if (record := self.table.record(row)) is not None]

    def copy(self) -> None:
        """Copy the selected events as JSON: one indented, several one a line."""
        records = self.selected_records()
        if len(records) == 1:
            QGuiApplication.clipboard().setText(records[0].json())
        elif records:
            QGuiApplication.clipboard().setText("".join(record.payload.decode() + "\n" for record in records))

    def _arrange(self, buttons: Sequence[QAction]) -> None:
        bar = QFrame()
        bar.setObjectName("events-title-bar")
        bar.setProperty("look", "card-title")
        bar.setFixedHeight(UNIT * 8)
        title = QHBoxLayout(bar)
        title.setContentsMargins(UNIT * 3, 0, UNIT, 0)
        title.setSpacing(UNIT * 2)
        title.addWidget(label("Events", "panel-title", "events-title"))
        title.addWidget(self._count)
        title.addStretch(1)
        for action in buttons:
            title.addWidget(action_button(action))
        body = QFrame()
        body.setObjectName("events-body")
        body.setProperty("look", "card-body")
        inside = QVBoxLayout(body)
        inside.setContentsMargins(1, 0, 1, UNIT)
        inside.addWidget(self._stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(body, 1)

    def _set_up_header(self) -> None:
        header = self.view.horizontalHeader()
        for column, width in WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.SENTENCE, QHeaderView.ResizeMode.Stretch)

    def _set_up_actions(self, theme: Theme) -> None:
        looking = QAction(theme.icon("tree", "muted"), "Look into the event", self)
        looking.setObjectName("inspect-event")
        looking.triggered.connect(self._open_current)
        copying = QAction(theme.icon("copy", "muted"), "Copy as JSON", self)
        copying.setObjectName("copy-event")
        copying.setShortcut(QKeySequence.StandardKey.Copy)
        copying.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copying.triggered.connect(self.copy)
        self.view.addActions([looking, copying])
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)

    def _show_menu(self, position: QPoint) -> None:
        if not self.view.indexAt(position).isValid():
            return
        menu = QMenu(self.view)
        menu.setObjectName("event-menu")
        menu.addActions(self.view.actions())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(position))

    def _open_current(self) -> None:
        self._on_activated(self.view.currentIndex())

    def _on_activated(self, index: QModelIndex) -> None:
        record = self.table.record(index.row())
        if record is not None:
            self.opened.emit(record)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        record = self.table.record(current.row()) if current.isValid() else None
        self.chosen.emit(record)

    def _on_about_to_be_reset(self) -> None:
        record = self.table.record(self.view.currentIndex().row())
        self._current = record.index if record is not None else None

    def _on_reset(self) -> None:
        row = self.table.row_of(self._current) if self._current is not None else None
        if row is not None:
            self.view.setCurrentIndex(self.table.index(row, 0))

    def _show_counts(self) -> None:
        shown, there = self.table.rowCount(), len(self.table.store)
        self._count.setText(f"{shown:,} of {there:,}" if there else "")
        if self.table.is_paused and self.table.waiting:
            self._count.setText(f"{shown:,} of {there:,} · paused, {self.table.waiting:,} new")
        if shown:
            self._stack.setCurrentWidget(self.view)
            return
        if there and self.table.filter.text:
            self._empty.say("No event matches", f"The filter “{self.table.filter.text}” hides all {there:,} events.")
        elif there:
            self._empty.say("Paused", f"{self.table.waiting:,} new events are shown when you go on.")
        else:
            self._empty.say("No events yet", "Press “List files” under Actions, or type a command and run it.")
        self._stack.setCurrentWidget(self._empty)
