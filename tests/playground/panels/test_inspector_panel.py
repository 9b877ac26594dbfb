"""The inspector: the whole event as a tree and as JSON, and what can be copied from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTreeWidget

from playground.models.event_store import EventStore
from playground.panels.inspector_panel import InspectorPanel
from tests.playground.models.updates import later, produced, view

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.models.event_record import EventRecord
    from playground.theme import Theme


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, store: EventStore) -> InspectorPanel:
    panel = InspectorPanel(theme, store)
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def store() -> EventStore:
    store = EventStore()
    store.apply([produced(1, error={"message": "Grüße", "causes": [{"message": "inner"}]}), produced(2)])
    return store


def record(store: EventStore, index: int) -> EventRecord:
    found = store.get(index)
    assert found is not None
    return found


def find(panel: InspectorPanel, path: str) -> QModelIndex:
    index = QModelIndex()
    for key in path.split("."):
        rows = (panel.model.index(row, 0, index) for row in range(panel.model.rowCount(index)))
        index = next(child for child in rows if panel.model.node(child).key == key)
    return index


def test_of_an_event_of_a_megabyte_as_much_is_shown_as_can_be_read(panel: InspectorPanel, store: EventStore) -> None:
    message = "x" * 1_000_000
    store.apply([produced(3, error={"message": message})])
    large = record(store, 2)
    panel.show_record(large)
    index = find(panel, "error.message")
    shown = [said(panel, "inspector-sentence"), panel.json.toPlainText(), panel.model.data(index.siblingAtColumn(1))]
    assert [len(text) < 5_000 and "1,000,0" in text for text in shown] == [True] * 3
    panel.tree.setCurrentIndex(index)
    panel.copy_value()
    assert QGuiApplication.clipboard().text() == message
    panel.copy_event()
    assert json.loads(QGuiApplication.clipboard().text()) == large.event()


def test_the_event_is_shown_as_tree_and_json(panel: InspectorPanel, store: EventStore) -> None:
    panel.show_record(record(store, 0))
    assert panel.model.node(find(panel, "error.causes.0.message")).value == "inner"
    assert panel.tree.isExpanded(find(panel, "error"))
    assert not panel.tree.isExpanded(find(panel, "error.causes"))
    assert json.loads(panel.json.toPlainText()) == record(store, 0).event()
    assert said(panel, "inspector-sentence") == "uncaught Grüße"
    assert said(panel, "inspector-about").startswith("error · main process · ")


def said(panel: InspectorPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_its_state_follows_the_event(panel: InspectorPanel, store: EventStore) -> None:
    panel.show_record(record(store, 0))
    assert said(panel, "inspector-state") == "produced"
    store.apply([later(1, "discarded", "before_send")])
    panel.refresh()
    assert said(panel, "inspector-state") == "discarded by before_send"


def test_values_paths_and_the_event_can_be_copied(panel: InspectorPanel, store: EventStore) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    panel.copy_value()
    panel.copy_path()
    panel.copy_event()
    assert clipboard.text() == "before"
    panel.show_record(record(store, 0))
    panel.tree.setCurrentIndex(find(panel, "error.causes"))
    panel.copy_value()
    assert json.loads(clipboard.text()) == [{"message": "inner"}]
    panel.copy_path()
    assert clipboard.text() == "error.causes"
    panel.copy_event()
    assert json.loads(clipboard.text()) == record(store, 0).event()


def test_another_event_and_none(panel: InspectorPanel, store: EventStore) -> None:
    panel.show_record(record(store, 0))
    panel.show_record(record(store, 1))
    assert said(panel, "inspector-sentence") == "uncaught number 2"
    panel.clear()
    assert panel.record is None
    assert panel.model.rowCount() == 0


def test_a_value_becomes_a_term_of_the_query(panel: InspectorPanel, store: EventStore) -> None:
    wanted: list[str] = []
    panel.term_wanted.connect(wanted.append)
    panel.show_record(record(store, 0))
    panel.tree.setCurrentIndex(find(panel, "error.causes.0.message"))
    panel.filter_by_value()
    panel.filter_by_value(included=False)
    panel.tree.setCurrentIndex(find(panel, "error.causes"))
    panel.filter_by_value()
    assert wanted == ['error.causes.message:"inner"', '-error.causes.message:"inner"']


def rows(tree: QTreeWidget) -> list[list[str]]:
    found = (tree.topLevelItem(row) for row in range(tree.topLevelItemCount()))
    return [[item.text(column) for column in range(tree.columnCount())] for item in found if item is not None]


def test_versions_of_a_view_are_stepped_through(panel: InspectorPanel, store: EventStore) -> None:
    panel.version_wanted.connect(panel.show_record)
    store.apply([view(5, "a", 1), view(6, "a", 2), view(7, "a", 3)])
    panel.show_record(record(store, 4))
    panel.tabs.setCurrentWidget(panel.versions)
    assert said(panel, "inspector-versions-said").startswith("3 of 3 versions")
    assert ["_dd.document_version", "2", "3"] in rows(panel.versions.rows)
    panel.step(1)
    panel.step(-1)
    assert panel.record is record(store, 3)
    panel.step(-1)
    assert said(panel, "inspector-versions-said") == "1 of 3 versions: the first one that is here."
    panel.step(-1)
    assert panel.record is record(store, 2)
    panel.show_record(record(store, 0))
    assert said(panel, "inspector-versions-said") == "Only views have versions."


def test_life_and_format_have_pages(panel: InspectorPanel, store: EventStore) -> None:
    panel.show_record(record(store, 0))
    panel.tabs.setCurrentWidget(panel.life)
    assert [row[0] for row in rows(panel.life.rows)] == ["produced"]
    store.apply([later(1, "written")])
    panel.refresh()
    assert [row[0] for row in rows(panel.life.rows)] == ["produced", "written"]
    panel.tabs.setCurrentWidget(panel.format)
    assert "does not allow" in said(panel, "inspector-format-said")
    assert any(row[1] == "'application' is a required property" for row in rows(panel.format.rows))
