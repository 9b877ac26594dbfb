"""A JSON value as a tree of keys and values: the nodes know nothing of Qt, the model over them is thin."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

from playground.models.words import count_of, shortened

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from playground.models.event_table import Index

#: characters of a value that are shown; to lay out a million would hold the window for a minute
LONGEST = 1_000


class Node:
    """One value, where it stands, and what is inside it."""

    __slots__ = ("children", "id", "key", "parent", "row", "value")

    def __init__(self, key: str, value: Any, parent: Node | None, row: int, nodes: list[Node]) -> None:
        self.key = key
        self.value = value
        self.parent = parent
        self.row = row
        self.id = len(nodes)
        nodes.append(self)
        items: list[tuple[str, Any]] = []
        if isinstance(value, dict):
            items = [(str(name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            items = [(str(number), inner) for number, inner in enumerate(value)]
        self.children = [Node(name, inner, self, place, nodes) for place, (name, inner) in enumerate(items)]

    @property
    def path(self) -> str:
        """The way to it from the root, as in `error.causes.0.message`."""
        if self.parent is None or self.parent.parent is None:
            return self.key
        return f"{self.parent.path}.{self.key}"

    @property
    def text(self) -> str:
        """The value as it is copied: text as it is, everything else as JSON."""
        return self.value if isinstance(self.value, str) else json.dumps(self.value, indent=2, ensure_ascii=False)

    @property
    def summary(self) -> str:
        """The value on one line."""
        if isinstance(self.value, dict):
            return count_of(len(self.value), "field")
        if isinstance(self.value, list):
            return count_of(len(self.value), "entry", "entries")
        return " ⏎ ".join(shortened(self.text, LONGEST).splitlines())


class TreeColumn(IntEnum):
    """The columns, from the left."""

    KEY = 0
    VALUE = 1


TREE_TITLES = ("Field", "Value")


class JsonTree(QAbstractItemModel):
    """The fields of one event."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[Node] = []
        self._root = Node("", {}, None, 0, self._nodes)

    def show(self, value: dict[str, Any]) -> None:
        """Show another value."""
        self.beginResetModel()
        self._nodes = []
        self._root = Node("", value, None, 0, self._nodes)
        self.endResetModel()

    def node(self, index: Index) -> Node:
        """The node of an index; the root for the invalid one."""
        return self._nodes[index.internalId()] if index.isValid() else self._root

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """The index of a child."""
        children = self.node(parent or QModelIndex()).children
        if not 0 <= row < len(children) or not 0 <= column < len(TreeColumn):
            return QModelIndex()
        if parent is not None and parent.isValid() and parent.column() != TreeColumn.KEY:
            return QModelIndex()
        return self.createIndex(row, column, children[row].id)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # Qt overloads it with QObject's
        """The index of what a value is inside of."""
        above = self.node(index).parent if index.isValid() else None
        if above is None or above.parent is None:
            return QModelIndex()
        return self.createIndex(above.row, 0, above.id)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many values are inside one."""
        if parent is not None and parent.isValid() and parent.column() != TreeColumn.KEY:
            return 0
        return len(self.node(parent or QModelIndex()).children)

    def columnCount(self, parent: Index | None = None) -> int:
        """A key and a value."""
        del parent
        return len(TreeColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TREE_TITLES[section] if 0 <= section < len(TREE_TITLES) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; its tip is the whole value, with its path."""
        if not index.isValid():
            return None
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return node.key if index.column() == TreeColumn.KEY else node.summary
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{node.path}\n{node.text[:2000]}"
        return None
