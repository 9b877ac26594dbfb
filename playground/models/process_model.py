"""The tree of processes as a Qt model: sorted within each level, with the figures of whole subtrees."""

from __future__ import annotations

import os
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

from playground.models.process_tree import ProcessNode, ProcessTree
from playground.models.words import duration, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from playground.models.event_table import Index
    from playground.models.process_sampler import Sample
    from playground.models.process_tree import Role


class ProcessColumn(IntEnum):
    """The columns, from the left."""

    NAME = 0
    CPU = 1
    MEMORY = 2
    STATE = 3
    PID = 4
    ROLE = 5
    CPU_BELOW = 6
    MEMORY_BELOW = 7
    MEMORY_PEAK = 8
    CPU_TIME = 9


PROCESS_TITLES = (
    "Process",
    "CPU",
    "Memory",
    "State",
    "PID",
    "Role",
    "CPU, all below",
    "Memory, all below",
    "Peak memory",
    "CPU time",
)

#: those that are shown until the user chooses others
SHOWN_AT_FIRST = frozenset({ProcessColumn.NAME, ProcessColumn.CPU, ProcessColumn.MEMORY})

_ORDER: dict[ProcessColumn, Callable[[ProcessNode], Any]] = {
    ProcessColumn.NAME: lambda node: node.name.lower(),
    ProcessColumn.CPU: lambda node: node.cpu_percent,
    ProcessColumn.MEMORY: lambda node: node.memory,
    ProcessColumn.STATE: lambda node: node.state,
    ProcessColumn.PID: lambda node: node.pid,
    ProcessColumn.ROLE: lambda node: node.role,
    ProcessColumn.CPU_BELOW: lambda node: node.cpu_below,
    ProcessColumn.MEMORY_BELOW: lambda node: node.memory_below,
    ProcessColumn.MEMORY_PEAK: lambda node: node.memory_peak,
    ProcessColumn.CPU_TIME: lambda node: node.cpu_seconds,
}


class ProcessModel(QAbstractItemModel):
    """A thin model; nodes live as long as they are in the tree, and are found by their numbers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sorting: tuple[ProcessColumn, bool] | None = None
        self._nodes: dict[int, ProcessNode] = {}
        self.tree = ProcessTree(os.getpid(), self)
        self._nodes[self.tree.main.number] = self.tree.main

    def before_insert(self, parent: ProcessNode, row: int) -> None:
        """The tree is about to get a node."""
        self.beginInsertRows(self.index_of(parent), row, row)

    def after_insert(self) -> None:
        """It has it."""
        self._nodes = {node.number: node for node in self.tree.nodes()}
        self.endInsertRows()

    def before_remove(self, parent: ProcessNode, row: int) -> None:
        """The tree is about to lose a node."""
        self.beginRemoveRows(self.index_of(parent), row, row)

    def after_remove(self) -> None:
        """It has lost it."""
        self._nodes = {node.number: node for node in self.tree.nodes()}
        self.endRemoveRows()

    def take(self, sample: Sample) -> None:
        """Show a measurement."""
        self.tree.apply(sample.metrics, sample.titles)
        self.refresh()

    def announce(self, owner: object, name: str, role: Role) -> ProcessNode:
        """Show a process that the app starts."""
        node = self.tree.announce(owner, name, role)
        self.refresh()
        return node

    def clear_ended(self) -> None:
        """Take every tombstone away."""
        self.tree.clear_ended()

    def refresh(self) -> None:
        """The figures of any process may have changed, and with them the order."""
        self._resort()
        for parent in list(self.tree.nodes()):
            if parent.children:
                above = self.index_of(parent)
                last = len(parent.children) - 1
                self.dataChanged.emit(self.index(0, 0, above), self.index(last, len(ProcessColumn) - 1, above))
        self.dataChanged.emit(self.index(0, 0), self.index(0, len(ProcessColumn) - 1))

    def node(self, index: Index) -> ProcessNode | None:
        """The node of an index."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def index_of(self, node: ProcessNode, column: int = 0) -> QModelIndex:
        """The index of a node."""
        return self.createIndex(node.row, column, node.number)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort every level by a column; a negative one means the order of start."""
        is_descending = order is Qt.SortOrder.DescendingOrder
        self._sorting = (ProcessColumn(column), is_descending) if column >= 0 else None
        self._resort()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """The index of a child."""
        if not 0 <= column < len(ProcessColumn) or (parent is not None and parent.column() > 0):
            return QModelIndex()
        above = self.node(parent) if parent is not None else None
        children = [self.tree.main] if above is None else above.children
        return self.createIndex(row, column, children[row].number) if 0 <= row < len(children) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # Qt overloads it with QObject's
        """The index of the process that started it."""
        node = self.node(index)
        return self.index_of(node.parent) if node is not None and node.parent is not None else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """The main process, and below each process what it started."""
        if parent is None or not parent.isValid():
            return 1
        node = self.node(parent) if parent.column() == 0 else None
        return len(node.children) if node is not None else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """As many as `ProcessColumn` has."""
        del parent
        return len(ProcessColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return PROCESS_TITLES[section] if 0 <= section < len(PROCESS_TITLES) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; name and state together for tips and readers."""
        node = self.node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return text_of(node, ProcessColumn(index.column()))
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return describe(node)
        return None

    def _resort(self) -> None:
        wanted = {node.number: self._in_order(node.children) for node in self.tree.nodes()}
        if all(node.children == wanted[node.number] for node in self.tree.nodes()):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        for node in list(self.tree.nodes()):
            node.children[:] = wanted[node.number]
        after = []
        for index in before:
            moved = self.node(index)
            after.append(self.index_of(moved, index.column()) if moved is not None else QModelIndex())
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _in_order(self, nodes: list[ProcessNode]) -> list[ProcessNode]:
        by_start = sorted(nodes, key=lambda node: node.number)
        if self._sorting is None:
            return by_start
        column, is_descending = self._sorting
        return sorted(by_start, key=_ORDER[column], reverse=is_descending)


def text_of(node: ProcessNode, column: ProcessColumn) -> str:
    """What a column says of a process."""
    is_live = not node.has_ended
    texts: dict[ProcessColumn, Callable[[], str]] = {
        ProcessColumn.NAME: lambda: node.name,
        ProcessColumn.CPU: lambda: f"{node.cpu_percent:.0f} %" if is_live else "",
        ProcessColumn.MEMORY: lambda: size(node.memory) if is_live and node.memory else "",
        ProcessColumn.STATE: lambda: node.state,
        ProcessColumn.PID: lambda: str(node.pid or ""),
        ProcessColumn.ROLE: lambda: node.role,
        ProcessColumn.CPU_BELOW: lambda: f"{node.cpu_below:.0f} %" if is_live else "",
        ProcessColumn.MEMORY_BELOW: lambda: size(node.memory_below) if is_live else "",
        ProcessColumn.MEMORY_PEAK: lambda: size(node.memory_peak) if node.memory_peak else "",
        ProcessColumn.CPU_TIME: lambda: duration(node.cpu_seconds * 1e9) if node.cpu_seconds else "",
    }
    return texts[column]()


def describe(node: ProcessNode) -> str:
    """Everything about a process on one line, for tips, readers and copies."""
    parts = [node.name, node.role]
    if node.pid:
        parts.append(f"pid {node.pid}")
    parts.append(node.state)
    if not node.has_ended and node.memory:
        parts.append(f"{node.cpu_percent:.0f} % CPU, {size(node.memory)}")
        if node.children:
            parts.append(f"with all below {node.cpu_below:.0f} % CPU, {size(node.memory_below)}")
    return " · ".join(parts)
