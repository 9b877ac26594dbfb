"""The list of events: follows the newest, until the user scrolls up or pauses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout

from playground.models.columns import Column
from playground.models.query.choices import term
from playground.panels.announcing import Announcer
from playground.panels.building import EmptyState, action_button, label
from playground.panels.column_header import EventColumns
from playground.panels.event_view import EventView
from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.models.event_record import EventRecord
    from playground.models.event_table import EventTable
    from playground.theme import Theme

#: selected rows that are selected again after the list was made anew
MOST_KEPT = 2_000


class EventsPanel(QFrame):
    """The centre of the main window."""

    #: EventRecord that is to be looked at
    opened = Signal(object)
    #: EventRecord that is the current one now, or None
    chosen = Signal(object)
    #: str: a term that the query shall have too
    term_wanted = Signal(str)

    def __init__(self, theme: Theme, table: EventTable, buttons: Sequence[QAction] = ()) -> None:
        super().__init__()
        self.setObjectName("events-panel")
        self.table = table
        #: the current record and those selected, to be selected again
        self._kept: tuple[int | None, list[int]] = (None, [])
        self._is_removing = False
        self.view = EventView(theme, table)
        self.columns = EventColumns(theme, self.view, table)
        self._empty = EmptyState(theme, "view", "", "", "events-empty")
        self._stack = QStackedWidget()
        self._stack.setObjectName("events-stack")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._count = label("", "caption", "events-count")
        self.announcer = Announcer(self)
        self._announced = table.query.text
        self._arrange(buttons)
        self._set_up_actions(theme)
        self.view.activated.connect(self._on_activated)
        self.view.copy_requested.connect(self.copy)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        table.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        table.modelReset.connect(self._select_kept)
        table.rowsInserted.connect(self._on_inserted)
        table.rowsAboutToBeRemoved.connect(self._on_about_to_be_removed)
        table.rowsRemoved.connect(self._on_removed)
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
            self.copy_lines()

    def copy_lines(self) -> None:
        """Copy the selected events as NDJSON: one a line."""
        lines = "".join(record.payload.decode() + "\n" for record in self.selected_records())
        if lines:
            QGuiApplication.clipboard().setText(lines)

    def go_to(self, record: EventRecord) -> bool:
        """Make an event the current one, where it is shown."""
        row = self.table.row_of(record.index)
        if row is not None:
            self.view.setCurrentIndex(self.table.index(row, 0))
        return row is not None

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

    def _set_up_actions(self, theme: Theme) -> None:
        for name, text, icon, slot in (
            ("inspect-event", "Look into the event", "tree", self._open_current),
            ("copy-event", "Copy as JSON", "copy", self.copy),
            ("copy-lines", "Copy the selection as NDJSON", "copy", self.copy_lines),
        ):
            action = QAction(theme.icon(icon, "muted"), text, self)
            action.setObjectName(name)
            action.triggered.connect(slot)
            self.view.addAction(action)
        self.view.actions()[1].setShortcut(QKeySequence.StandardKey.Copy)
        self.view.actions()[1].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)

    def _show_menu(self, position: QPoint) -> None:
        index = self.view.indexAt(position)
        record = self.table.record(index.row())
        if not index.isValid() or record is None:
            return
        menu = QMenu(self.view)
        menu.setObjectName("event-menu")
        menu.addActions(self.view.actions())
        self._add_filters(menu, record, self.table.columns[index.column()])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(position))

    def _add_filters(self, menu: QMenu, record: EventRecord, key: str) -> None:
        """Filter by what stands in the cell."""
        value = record.type if key == Column.TYPE else self.table.text(record, key)
        if key in {Column.TIME, Column.SENTENCE} or not value:
            return
        menu.addSeparator()
        for text, included in ((f"Show only {key}: {value[:40]}", True), (f"Hide {key}: {value[:40]}", False)):
            wanted = term(key, value, included=included)
            entry = menu.addAction(text.replace("&", "&&"))
            entry.setObjectName("filter-by-cell" if included else "hide-by-cell")
            entry.triggered.connect(lambda _=False, wanted=wanted: self.term_wanted.emit(wanted))

    def _open_current(self) -> None:
        self._on_activated(self.view.currentIndex())

    def _on_activated(self, index: QModelIndex) -> None:
        record = self.table.record(index.row())
        if record is not None:
            self.opened.emit(record)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._is_removing:  # Qt chose a neighbour, not the user
            return
        record = self.table.record(current.row()) if current.isValid() else None
        self._kept = (None, self._kept[1])
        self.chosen.emit(record)

    def _on_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._is_removing = first <= self.view.currentIndex().row() <= last

    def _on_removed(self) -> None:
        """What was chosen is gone: nothing else is chosen in its place."""
        if self._is_removing:
            self.view.selectionModel().clear()
            self._is_removing = False

    def _on_about_to_be_reset(self) -> None:
        record = self.table.record(self.view.currentIndex().row())
        selection = self.view.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        rows = [row for some in ranges for row in range(some.top(), min(some.bottom(), some.top() + MOST_KEPT) + 1)]
        selected = [found.index for row in rows[:MOST_KEPT] if (found := self.table.record(row)) is not None]
        current, waiting = self._kept
        self._kept = (record.index if record is not None else current, [*selected, *waiting])

    def _on_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if first == 0 and self._kept != (None, []):
            scrolls = self.view.hasAutoScroll()
            self.view.setAutoScroll(False)  # the user looks at something else by now
            self._select_kept()
            self.view.setAutoScroll(scrolls)

    def _select_kept(self) -> None:
        """Select what was selected before; some of it may be among the older events that a query finds later."""
        current, selected = self._kept
        self._kept = (None, [])
        row = self.table.row_of(current) if current is not None else None
        rows = {index: row for index in selected if (row := self.table.row_of(index)) is not None}
        model = self.view.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        if row is not None:
            model.setCurrentIndex(self.table.index(row, 0), flags.NoUpdate)
        chosen = QItemSelection()
        for found in rows.values():
            chosen.select(self.table.index(found, 0), self.table.index(found, 0))
        model.select(chosen, flags.Select | flags.Rows)
        if self.table.searching is not None:
            self._kept = (current if row is None else None, [index for index in selected if index not in rows])

    def _why_hidden(self) -> str:
        """What keeps events out of the list."""
        by_query = (
            [] if self.table.query.is_empty else [f"events that the query “{self.table.query.text}” does not keep"]
        )
        versions = [] if self.table.shows_versions else ["older versions of views, which “View versions” shows"]
        return f"Hidden are {' and '.join([*by_query, *versions])}" if by_query or versions else ""

    def _show_counts(self) -> None:
        shown, there = self.table.rowCount(), len(self.table.store)
        what = "older versions hidden" if self.table.query.is_empty and not self.table.is_paused else "hidden"
        hidden = f" · {there - shown:,} {what}" if there > shown else ""
        said = f"{shown:,} of {there:,}{hidden}" if there else ""
        if self.table.is_paused and self.table.waiting:
            said = f"{shown:,} of {there:,} · paused, {self.table.waiting:,} new"
        if self.table.searching is not None:
            said = f"{shown:,} so far · searching … {self.table.searching:.0%}"
        else:
            self._kept = (None, [])
        self._count.setText(said)
        self._count.setToolTip(self._why_hidden() if hidden else "")
        if self.table.searching is None and self.table.query.text != self._announced:
            self._announced = self.table.query.text
            self.announcer.announce(f"{shown:,} of {there:,} events")
        if shown or self.table.searching is not None:
            self._stack.setCurrentWidget(self.view)
            return
        if there and self.table.query.text:
            self._empty.say("No event matches", f"The query “{self.table.query.text}” hides all {there:,} events.")
        elif there:
            self._empty.say("Paused", f"{self.table.waiting:,} new events are shown when you go on.")
        else:
            self._empty.say("No events yet", "Press “List files” under Actions, or type a command and run it.")
        self._stack.setCurrentWidget(self._empty)
