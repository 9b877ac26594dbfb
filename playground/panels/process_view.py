"""The view of the process tree: columns to choose and to sort by, and signals for what the user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView

from playground.models.process_model import PROCESS_TITLES, SHOWN_AT_FIRST, ProcessColumn, ProcessModel
from playground.panels.process_delegate import ProcessDelegate
from playground.theme import ROW, UNIT

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from playground.models.process_tree import ProcessNode
    from playground.theme import Theme

WIDTHS = {
    ProcessColumn.CPU: UNIT * 13,
    ProcessColumn.MEMORY: UNIT * 25,
    ProcessColumn.STATE: UNIT * 36,
    ProcessColumn.PID: UNIT * 15,
    ProcessColumn.ROLE: UNIT * 17,
}

#: what is left to names when there is no room for every column: then the list is scrolled to the right
NAME_WIDTH = UNIT * 32


class ProcessView(QTreeView):
    """One row for each process."""

    #: ProcessNode: the user wants to see this one
    picked = Signal(object)

    def __init__(self, theme: Theme, model: ProcessModel) -> None:
        super().__init__()
        self.setObjectName("process-tree")
        self.setAccessibleName("Processes of the app")
        self.processes = model
        self.setModel(model)
        self.setItemDelegate(ProcessDelegate(theme, self, model))
        self.setUniformRowHeights(True)
        self.setMinimumHeight(ROW * 4)
        self.setIndentation(UNIT * 4)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.columns = [self._column_action(column) for column in ProcessColumn if column is not ProcessColumn.NAME]
        self._unsort = QAction("In the order of start", self)
        self._unsort.setObjectName("processes-unsorted")
        self._unsort.triggered.connect(self.unsort)
        self._set_up_header()
        self.clicked.connect(self._on_clicked)
        model.rowsInserted.connect(self._on_rows_inserted)

    @property
    def chosen(self) -> ProcessNode | None:
        """The process that is selected."""
        return self.processes.node(self.currentIndex())

    def choose(self, node: ProcessNode) -> None:
        """Select a process."""
        self.setCurrentIndex(self.processes.index_of(node))

    def columns_state(self) -> str:
        """Which columns there are, how wide, and sorted by which, as text."""
        return bytes(self.header().saveState().toBase64().data()).decode()

    def restore_columns(self, state: str) -> None:
        """Show the columns as they were; what cannot be read changes nothing."""
        self.header().restoreState(QByteArray.fromBase64(state.encode()))
        self.header().setSectionHidden(ProcessColumn.NAME, False)
        self.header().setSectionResizeMode(ProcessColumn.NAME, QHeaderView.ResizeMode.Fixed)
        self._give_names_their_room()

    def unsort(self) -> None:
        """Show processes in the order of their start."""
        self.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names have what the other columns leave."""
        super().resizeEvent(event)
        self._give_names_their_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what a click does."""
        chosen = self.chosen
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and chosen is not None:
            self.picked.emit(chosen)
            return
        super().keyPressEvent(event)

    def _set_up_header(self) -> None:
        header = self.header()
        header.setObjectName("process-columns")
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(UNIT * 8)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in ProcessColumn:
            header.resizeSection(column, WIDTHS.get(column, UNIT * 20))
            header.setSectionHidden(column, column not in SHOWN_AT_FIRST)
        header.setSectionResizeMode(ProcessColumn.NAME, QHeaderView.ResizeMode.Fixed)
        header.sectionResized.connect(self._on_section_resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self.show_columns_menu(header.mapToGlobal(at)))
        self.unsort()
        self.setSortingEnabled(True)

    def _on_section_resized(self, column: int, _old: int, _new: int) -> None:
        if column != ProcessColumn.NAME:
            self._give_names_their_room()

    def _give_names_their_room(self) -> None:
        header = self.header()
        others = header.length() - header.sectionSize(ProcessColumn.NAME)
        header.resizeSection(ProcessColumn.NAME, max(NAME_WIDTH, self.viewport().width() - others))

    def _column_action(self, column: ProcessColumn) -> QAction:
        action = QAction(PROCESS_TITLES[column], self)
        action.setObjectName(f"process-column-{column.name.lower().replace('_', '-')}")
        action.setCheckable(True)
        action.setChecked(column in SHOWN_AT_FIRST)
        action.toggled.connect(lambda shown: self.header().setSectionHidden(column, not shown))
        return action

    def show_columns_menu(self, position: QPoint) -> None:
        """Let the user choose columns."""
        for column, action in zip(list(ProcessColumn)[1:], self.columns, strict=True):
            action.setChecked(not self.header().isSectionHidden(column))
        menu = QMenu(self)
        menu.setObjectName("process-columns-menu")
        menu.addActions(self.columns)
        menu.addSeparator()
        menu.addAction(self._unsort)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(position)

    def _show_menu(self, position: QPoint) -> None:
        if not self.indexAt(position).isValid():
            return
        for action in self.actions():
            action.setVisible(action.isEnabled())
        menu = QMenu(self)
        menu.setObjectName("process-menu")
        menu.addActions(self.actions())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(position))

    def _on_clicked(self, index: QModelIndex) -> None:
        node = self.processes.node(index)
        if node is not None:
            self.picked.emit(node)

    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if self.processes.rowCount(parent) == last - first + 1:
            self.expand(parent)
