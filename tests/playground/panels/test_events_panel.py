"""The event list as a user sees it: it follows, holds still, opens, copies, and says why it is empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from playground.models.columns import START, Column
from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.query import parse
from playground.panels.events_panel import EventsPanel
from tests.playground.models.updates import later, produced, view

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.models.event_record import EventRecord
    from playground.theme import Theme


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> EventsPanel:
    panel = EventsPanel(theme, EventTable(EventStore(capacity=500)))
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def said(panel: EventsPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_an_empty_list_says_what_to_do(panel: EventsPanel) -> None:
    assert said(panel, "events-empty-heading") == "No events yet"
    assert "List files" in said(panel, "events-empty-text")
    assert not panel.view.isVisible()


def test_a_filter_that_hides_everything_is_told(panel: EventsPanel) -> None:
    panel.table.take([produced(1), produced(2)])
    panel.table.set_query(parse("type:view"))
    assert said(panel, "events-empty-heading") == "No event matches"
    assert said(panel, "events-empty-text") == "The query “type:view” hides all 2 events."
    assert said(panel, "events-count") == "0 of 2 · 2 hidden"


def test_a_screen_reader_is_told_what_a_query_found(panel: EventsPanel) -> None:
    told: list[str] = []
    panel.announcer.announced.connect(told.append)
    panel.table.take([produced(1), produced(2)])
    panel.table.set_query(parse("type:view"))
    panel.table.set_query(parse(""))
    assert told == ["0 of 2 events", "2 of 2 events"]


def test_pausing_says_how_many_are_new(qtbot: QtBot, panel: EventsPanel) -> None:
    panel.table.take([produced(1)])
    panel.table.pause(True)
    with qtbot.waitSignal(panel.table.counts_changed):
        panel.table.take([produced(2), produced(3)])
    assert said(panel, "events-count") == "1 of 3 · paused, 2 new"


def test_the_list_follows_the_newest_event(qtbot: QtBot, panel: EventsPanel) -> None:
    panel.table.take(produced(key) for key in range(100))
    bar = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    panel.table.take(produced(key) for key in range(100, 200))
    most = bar.maximum()
    qtbot.waitUntil(lambda: bar.maximum() > most and bar.value() == bar.maximum())
    assert not panel.view.pill.isVisible()


def test_scrolling_up_stops_following_and_the_pill_brings_it_back(qtbot: QtBot, panel: EventsPanel) -> None:
    panel.table.take(produced(key) for key in range(100))
    bar = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(0)
    panel.table.take(produced(key) for key in range(100, 112))
    qtbot.waitUntil(panel.view.pill.isVisible)
    assert bar.value() == 0
    assert panel.view.pill.text() == "12 new events"
    panel.view.pill.click()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert not panel.view.pill.isVisible()


def test_what_is_looked_at_stays_in_place_when_the_ring_forgets(qtbot: QtBot, panel: EventsPanel) -> None:
    panel.table.take(produced(key) for key in range(500))
    bar = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(bar.maximum() // 2)
    record = panel.table.record(panel.view.rowAt(5))
    assert record is not None
    panel.table.take(produced(key) for key in range(500, 560))
    row = panel.view.rowAt(5)
    now = panel.table.record(row)
    assert now is not None
    assert now.key == record.key


def test_enter_and_double_click_open_an_event(panel: EventsPanel) -> None:
    opened: list[EventRecord] = []
    panel.opened.connect(opened.append)
    panel.table.take([produced(1), produced(2)])
    panel.view.setCurrentIndex(panel.table.index(1, 0))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    rect = panel.view.visualRect(panel.table.index(0, START.index(Column.SENTENCE)))
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center())
    QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center())
    assert [record.key for record in opened] == [2, 1]


def test_the_selection_survives_filters_and_new_events(panel: EventsPanel) -> None:
    panel.table.take([produced(1), view(2, "a", 1), produced(3)])
    panel.view.setCurrentIndex(panel.table.index(2, 0))
    panel.table.set_query(parse("type:error"))
    panel.table.take([produced(4), later(3, "sent")])
    assert [record.key for record in panel.selected_records()] == [3]
    assert panel.view.currentIndex().row() == 1


def test_older_events_found_after_a_while_neither_move_the_list_nor_lose_the_selection(
    qtbot: QtBot, theme: Theme
) -> None:
    panel = EventsPanel(theme, EventTable(EventStore()))
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    qtbot.waitExposed(panel)
    table, bar = panel.table, panel.view.verticalScrollBar()
    table.take(produced(key) for key in range(3_000))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    panel.view.setCurrentIndex(table.index(5, 0))
    table.at_once = 0.0
    table.set_query(parse("number"))
    assert 0 < table.rowCount() < 3_000
    assert "so far · searching" in said(panel, "events-count")
    assert panel.selected_records() == []
    panel.view.grab()  # the scroll bar knows the rows of now
    bar.setValue(bar.maximum() // 2)
    looked_at = table.record(panel.view.rowAt(5))
    assert looked_at is not None
    qtbot.waitUntil(lambda: table.searching is None)
    assert table.rowCount() == 3_000
    assert table.record(panel.view.rowAt(5)) is looked_at
    assert [record.key for record in panel.selected_records()] == [5]
    assert panel.view.currentIndex().row() == 5
    assert not panel.view.pill.isVisible()


def test_copying_one_event_and_several(panel: EventsPanel) -> None:
    panel.table.take([produced(1), produced(2)])
    panel.view.setCurrentIndex(panel.table.index(0, 0))
    QTest.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    one = QGuiApplication.clipboard().text()
    assert json.loads(one)["error"]["message"] == "number 1"
    assert "\n  " in one
    panel.view.selectAll()
    panel.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [json.loads(line)["error"]["message"] for line in lines] == ["number 1", "number 2"]


def test_every_kind_of_row_is_painted(panel: EventsPanel) -> None:
    types = ("resource", "action", "vital", "long_task", "telemetry", "never heard of")
    crash = produced(50, error={"message": "x", "is_crash": True})
    panel.table.take([view(1, "a", 1), crash, *(produced(10 + n, type=kind) for n, kind in enumerate(types))])
    panel.table.take([later(1, "written"), later(10, "sent"), later(11, "discarded"), later(12, "dropped")])
    panel.view.setCurrentIndex(panel.table.index(0, 0))
    assert not panel.grab().isNull()
