"""Facets: counts of what there is and what is shown, as a model that keeps Qt's rules."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt

from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.facet_counts import Counts, FacetCount
from playground.models.facet_tree import FacetTree
from playground.models.query import FACETS, parse
from tests.playground.models.updates import later, produced, view

pytestmark = pytest.mark.usefixtures("qapp")


def counted(table: EventTable) -> Counts:
    count = FacetCount(table)
    while not count.go_on(0.0001):
        pass
    return count.result()


def test_counts_of_what_is_there_and_what_is_shown() -> None:
    table = EventTable(EventStore())
    table.take([produced(1), produced(2, session={"id": "s"}), view(3, "a", 1), view(4, "a", 2), later(1, "sent")])
    table.set_query(parse("-state:sent"))
    counts = counted(table)
    assert tuple(counts) == FACETS
    assert counts["type"] == {"error": (2, 1), "view": (2, 1)}
    assert counts["state"] == {"sent": (1, 0), "produced": (3, 2)}
    assert counts["session"] == {"s": (1, 1)}
    assert counts["window"] == {}


@pytest.fixture
def tree(qtmodeltester: Any) -> FacetTree:
    tree = FacetTree()
    qtmodeltester.check(tree, force_py=True)
    return tree


def said(tree: FacetTree, facet: str) -> list[str]:
    above = tree.index(FACETS.index(facet), 0)
    rows = (tree.index(row, 0, above) for row in range(tree.rowCount(above)))
    return [tree.data(index, Qt.ItemDataRole.ToolTipRole) for index in rows]


def test_values_come_stay_in_place_and_go(tree: FacetTree) -> None:
    tree.show({"type": {"view": (3, 1), "error": (1, 1)}})
    tree.show({"type": {"action": (5, 5), "error": (2, 0), "view": (3, 2)}})
    assert said(tree, "type") == ["view: 2 of 3 shown", "error: 0 of 2 shown", "action: 5 of 5 shown"]
    tree.show({"type": {"action": (5, 5)}})
    assert said(tree, "type") == ["action: 5 of 5 shown"]


def test_what_the_query_names_is_marked_and_stays(tree: FacetTree) -> None:
    tree.show({"type": {"View": (3, 0), "error": (1, 1)}})
    tree.show_query(parse('-type:"view"'))
    tree.show({"type": {"error": (1, 1)}})
    assert said(tree, "type") == ["View: 0 of 0 shown, excluded", "error: 1 of 1 shown"]
    tree.show_query(parse(""))
    tree.show({"type": {"error": (1, 1)}})
    assert said(tree, "type") == ["error: 1 of 1 shown"]


def test_edges(tree: FacetTree) -> None:
    assert tree.value(QModelIndex()) is None
    assert tree.value(tree.index(0, 0)) is None
    assert not tree.index(99, 0).isValid()
    assert not tree.parent(tree.index(0, 0)).isValid()
    assert tree.data(QModelIndex()) is None
