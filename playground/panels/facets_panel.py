"""The facets: the values that events have, how many of each are shown, and a click to include or exclude one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView

from playground.models.facet_counts import FacetCount
from playground.models.facet_tree import FacetTree
from playground.models.query.choices import with_choice
from playground.panels.building import tool_button
from playground.panels.facet_delegate import FacetDelegate
from playground.panels.panel import Panel
from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from playground.models.event_table import EventTable
    from playground.models.query import Query
    from playground.theme import Theme

#: ms between the end of a count and the next one, at least
INTERVAL = 400

#: how many times longer than a count took the next one waits
PAUSE = 20

#: seconds that a count may take in one turn of the event loop
EACH_TURN = 0.005


class FacetsPanel(Panel):
    """Counts while it is visible; its choices become part of the query, and those of the query are shown here."""

    #: str: the query with another choice in it
    query_wanted = Signal(str)

    def __init__(self, theme: Theme, table: EventTable) -> None:
        super().__init__(theme, "Facets", "facets")
        self._table = table
        self.model = FacetTree(self)
        self.tree = QTreeView()
        self._set_up_tree()
        self.body.addWidget(self.tree, 1)
        everything = tool_button(theme, "reload", "facets-reset", "Show every event: take the query away")
        everything.clicked.connect(lambda: self.query_wanted.emit(""))
        self.add_to_title(everything)
        self._count: FacetCount | None = None
        self._interval = INTERVAL
        self._is_old = True
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        table.counts_changed.connect(self.recount)
        table.dataChanged.connect(self.recount)

    def recount(self) -> None:
        """Something has changed: count again soon."""
        self._is_old = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start(self._interval)

    def show_query(self, query: Query) -> None:
        """Show what the query does with each value."""
        self.model.show_query(query)
        self.recount()

    def count_now(self) -> None:
        """Count at once, to the end."""
        count = FacetCount(self._table)
        while not count.go_on(1.0):
            pass
        self._show(count)

    def choose(self, index: QModelIndex, included: bool | None) -> None:
        """Include or exclude a value, or leave it open; the same choice again takes it back."""
        value = self.model.value(index)
        if value is not None:
            wanted = None if value.choice == included else included
            self.query_wanted.emit(with_choice(self._table.query, value.facet, value.value, wanted))

    def showEvent(self, event: QShowEvent) -> None:
        """Counts may be old by now."""
        super().showEvent(event)
        self.model.show_query(self._table.query)
        self.recount()

    def _go_on(self) -> None:
        if self._count is None:
            if not self._is_old or not self.isVisible():
                return
            self._is_old = False
            self._count = FacetCount(self._table)
        if self._count.go_on(EACH_TURN):
            self._show(self._count)
            self._interval = max(INTERVAL, round(self._count.seconds * 1_000 * PAUSE))
            self._count = None
            if self._is_old:
                self._timer.start(self._interval)
        else:
            self._timer.start(1)

    def _show(self, count: FacetCount) -> None:
        self.model.show(count.result())
        self.model.show_query(self._table.query)

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setObjectName("facets-tree")
        tree.setAccessibleName("Facets: values of events")
        tree.setModel(self.model)
        tree.setItemDelegate(FacetDelegate(self.theme, self.model))
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setIndentation(UNIT * 3)
        tree.setMouseTracking(True)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.expandAll()
        tree.clicked.connect(lambda index: self.choose(index, included=True))
        choices: tuple[tuple[str, str, str, list[str], Callable[[], None]], ...] = (
            ("include-value", "Show only this value", "check", ["Return", "+"], lambda: self._choose_current(True)),
            ("exclude-value", "Hide this value", "close", ["Del", "-"], lambda: self._choose_current(False)),
            ("open-value", "Leave this value open", "reload", ["Backspace"], lambda: self._choose_current(None)),
        )
        for name, text, icon, keys, slot in choices:
            action = QAction(self.theme.icon(icon, "muted"), text, tree)
            action.setObjectName(name)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            tree.addAction(action)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._show_menu)

    def _choose_current(self, included: bool | None) -> None:
        self.choose(self.tree.currentIndex(), included)

    def _show_menu(self, position: QPoint) -> None:
        index = self.tree.indexAt(position)
        if self.model.value(index) is None:
            return
        self.tree.setCurrentIndex(index)
        menu = QMenu(self.tree)
        menu.setObjectName("facet-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.tree.actions())
        menu.popup(self.tree.viewport().mapToGlobal(position))
