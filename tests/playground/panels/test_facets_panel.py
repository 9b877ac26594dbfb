"""The facets panel: it counts, and its choices and the query's are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.query import FACETS, parse
from playground.panels.facets_panel import FacetsPanel
from tests.playground.models.updates import produced, view

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.theme import Theme


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> FacetsPanel:
    """A panel whose choices become the query of its table, as in the window."""
    table = EventTable(EventStore())
    panel = FacetsPanel(theme, table)
    qtbot.addWidget(panel)

    def use(text: str) -> None:
        table.set_query(parse(text))
        panel.show_query(table.query)

    panel.query_wanted.connect(use)
    panel.resize(300, 500)
    panel.show()
    table.take([produced(1), produced(2), view(3, "a", 1)])
    return panel


def value(panel: FacetsPanel, facet: str, name: str) -> QModelIndex:
    above = panel.model.index(FACETS.index(facet), 0)
    rows = (panel.model.index(row, 0, above) for row in range(panel.model.rowCount(above)))
    return next(index for index in rows if index.data() == name)


def has_counted(panel: FacetsPanel) -> bool:
    return panel.model.rowCount(panel.model.index(0, 0)) == 2


def test_it_counts_by_itself_while_it_is_visible(qtbot: QtBot, panel: FacetsPanel) -> None:
    qtbot.waitUntil(lambda: has_counted(panel))
    found = panel.model.value(value(panel, "type", "error"))
    assert found is not None
    assert (found.shown, found.there) == (2, 2)
    panel.choose(value(panel, "type", "error"), included=False)
    qtbot.waitUntil(lambda: found.shown == 0)
    assert not panel.grab().isNull()


def test_clicks_and_keys_include_exclude_and_leave_open(panel: FacetsPanel) -> None:
    panel.count_now()
    asked: list[str] = []
    panel.query_wanted.connect(asked.append)
    rect = panel.tree.visualRect(value(panel, "type", "error"))
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center())
    panel.tree.setCurrentIndex(value(panel, "type", "error"))
    names = {action.objectName(): action for action in panel.tree.actions()}
    names["include-value"].trigger()
    names["exclude-value"].trigger()
    names["open-value"].trigger()
    assert asked == ['type:"error"', "", '-type:"error"', ""]


def test_a_heading_is_no_choice_and_has_no_menu(panel: FacetsPanel) -> None:
    panel.count_now()
    asked: list[str] = []
    panel.query_wanted.connect(asked.append)
    panel.choose(panel.model.index(0, 0), included=True)
    panel.tree.customContextMenuRequested.emit(panel.tree.visualRect(panel.model.index(0, 0)).center())
    assert asked == []
    assert panel.tree.findChild(QMenu, "facet-menu") is None
    panel.tree.customContextMenuRequested.emit(panel.tree.visualRect(value(panel, "type", "view")).center())
    menu = panel.tree.findChild(QMenu, "facet-menu")
    assert menu is not None
    menu.close()


def test_the_query_can_be_taken_away(panel: FacetsPanel) -> None:
    asked: list[str] = []
    panel.query_wanted.connect(asked.append)
    reset = panel.findChild(QToolButton, "facets-reset")
    assert reset is not None
    reset.click()
    assert asked == [""]
