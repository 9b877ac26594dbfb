"""The timeline as it is used: mouse, keys, brush, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.models.event_store import EventStore
from playground.panels import timeline_view
from playground.panels.timeline_panel import TimelinePanel
from playground.panels.timeline_view import GUTTER
from playground.theme import Scheme
from tests.playground.models.test_timeline import MAIN, WORKER, T, update, view

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from playground.theme import Theme

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def store() -> EventStore:
    return EventStore()


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, store: EventStore) -> TimelinePanel:
    panel = TimelinePanel(theme, store, is_live=False)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.take(
        [
            view(1, 0, 1000, MAIN),
            view(2, 100, 400, WORKER, is_active=False),
            update(3, type="error", date=T + 450, view=WORKER, error={"message": "oops", "is_crash": True}),
        ]
    )
    panel.show()
    return panel


def drag(panel: TimelinePanel, start: int, end: int) -> None:
    target = panel.view.viewport()
    QTest.mousePress(target, LEFT, NONE, QPoint(start, 80))
    QTest.mouseMove(target, QPoint((start + end) // 2, 80))
    QTest.mouseMove(target, QPoint(end, 80))
    QTest.mouseRelease(target, LEFT, NONE, QPoint(end, 80))


def test_dragging_picks_a_part_of_time_and_escape_lets_it_go(panel: TimelinePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.view.brushed) as brushed:
        drag(panel, GUTTER + 100, GUTTER + 300)
    first, last = brushed.args[0]
    assert T < first < last < T + 1000
    with qtbot.waitSignal(panel.view.brushed) as brushed:
        QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert brushed.args == [None]


def test_a_click_picks_an_event_or_a_process(panel: TimelinePanel, qtbot: QtBot) -> None:
    place = panel.view.place_of(3)
    assert place is not None
    with qtbot.waitSignal(panel.view.item_picked) as picked:
        QTest.mouseClick(panel.view.viewport(), LEFT, NONE, place)
    assert picked.args == [3]
    with qtbot.waitSignal(panel.view.lane_picked) as lane:
        QTest.mouseClick(panel.view.viewport(), LEFT, NONE, QPoint(20, place.y()))
    assert lane.args == ["Utility: thumbnails", 42]
    panel.view.choose("main process")
    assert panel.view.chosen is panel.timeline.lanes[0]


def test_a_long_layout_comes_lane_by_lane_and_is_shown_when_it_is_whole(
    panel: TimelinePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_view, "EACH_TURN", 0)
    panel.take([update(4, type="action", date=T + 500, view=MAIN, action={})])
    panel.view.refresh_in_turns()
    assert panel.view.place_of(4) is None
    qtbot.waitUntil(lambda: panel.view.place_of(4) is not None)
    assert panel.view.place_of(3) is not None


def test_what_the_list_says_of_an_event_is_not_made_anew(panel: TimelinePanel, store: EventStore) -> None:
    news = update(4, type="action", date=T + 500, view=MAIN, action={"type": "custom"})
    store.apply([news])
    panel.take([news, update(5, type="action", date=T + 501, view=MAIN, action={"type": "click"})])
    record = store.with_key(4)
    assert record is not None
    said, of_one_gone = (item.label for item in panel.timeline.lanes[0].items)
    assert said is record.sentence
    assert of_one_gone == "click on click"


def test_keys_and_wheel_do_the_same(panel: TimelinePanel) -> None:
    everything = panel.view.span.length
    QTest.keyClick(panel.view, Qt.Key.Key_Plus)
    assert panel.view.span.length < everything
    start = panel.view.span.start
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.view.span.start > start
    QTest.keyClick(panel.view, Qt.Key.Key_B)
    assert panel.view.brush == (panel.view.span.start, panel.view.span.end)
    QTest.keyClick(panel.view, Qt.Key.Key_Home)
    assert panel.view.span.length == everything
    for modifier in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier):
        at = QPointF(400, 50)
        wheel = QWheelEvent(
            at, panel.view.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(panel.view.viewport(), wheel)
    assert panel.view.span.length < everything


def test_it_is_painted_in_both_schemes(panel: TimelinePanel, theme: Theme) -> None:
    light = panel.grab().toImage()
    theme.choose(Scheme.DARK)
    assert panel.grab().toImage() != light


def test_the_export_is_told(panel: TimelinePanel, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(panel.told) as told:
        panel.export(tmp_path / "trace.json")
    assert told.args[1] == "good"
    assert json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    with qtbot.waitSignal(panel.told) as told:
        panel.export(tmp_path)
    assert told.args[1] == "error"


def test_nothing_is_said_so_and_forgetting_keeps_what_runs(panel: TimelinePanel) -> None:
    panel.clear()
    assert [lane.name for lane in panel.timeline.lanes] == ["main process"]
    assert {act.objectName() for act in panel.acts} >= {"timeline-zoom-in", "timeline-export"}
