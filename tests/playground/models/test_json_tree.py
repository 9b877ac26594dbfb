"""An event as a tree: what each field says, where it stands, and Qt's rules."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt

from playground.models.json_tree import TREE_TITLES, JsonTree, TreeColumn

pytestmark = pytest.mark.usefixtures("qapp")

EVENT: dict[str, Any] = {
    "type": "error",
    "error": {"causes": [{"message": "two\nlines"}], "is_crash": True, "code": None},
    "context": {},
    "ümlaut": "Grüße",
}


@pytest.fixture
def tree() -> JsonTree:
    tree = JsonTree()
    tree.show(EVENT)
    return tree


def test_the_model_keeps_qts_rules(tree: JsonTree, qtmodeltester: Any) -> None:
    qtmodeltester.check(tree, force_py=True)
    tree.show({})
    assert tree.rowCount() == 0
    tree.show(EVENT)
    assert tree.rowCount() == 4


def child(tree: JsonTree, *rows: int) -> QModelIndex:
    index = QModelIndex()
    for row in rows:
        index = tree.index(row, 0, index)
    return index


@pytest.mark.parametrize(
    ("rows", "key", "summary", "path", "text"),
    [
        ([0], "type", "error", "type", "error"),
        ([1], "error", "3 fields", "error", None),
        ([1, 0], "causes", "1 entry", "error.causes", None),
        ([1, 0, 0, 0], "message", "two ⏎ lines", "error.causes.0.message", "two\nlines"),
        ([1, 1], "is_crash", "true", "error.is_crash", "true"),
        ([1, 2], "code", "null", "error.code", "null"),
        ([2], "context", "0 fields", "context", "{}"),
        ([3], "ümlaut", "Grüße", "ümlaut", "Grüße"),
    ],
)
def test_what_a_field_says(
    tree: JsonTree, rows: list[int], key: str, summary: str, path: str, text: str | None
) -> None:
    index = child(tree, *rows)
    node = tree.node(index)
    assert tree.data(index) == key
    assert tree.data(index.siblingAtColumn(TreeColumn.VALUE)) == summary
    assert node.path == path
    assert text is None or node.text == text
    assert path in tree.data(index, Qt.ItemDataRole.ToolTipRole)


def test_edges(tree: JsonTree) -> None:
    assert not tree.index(9, 0).isValid()
    assert not tree.index(0, 5).isValid()
    assert not tree.parent(QModelIndex()).isValid()
    assert tree.data(QModelIndex()) is None
    assert tree.rowCount(tree.index(1, TreeColumn.VALUE)) == 0
    assert [tree.headerData(column, Qt.Orientation.Horizontal) for column in TreeColumn] == list(TREE_TITLES)
