"""What parts of the main window do to each other: demo, timeline, sessions, the page behind another tab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from playground.scenarios import SCENARIOS
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from playground.main_window import MainWindow
    from playground.running import Playground
    from playground.windows.session_window import SessionWindow
    from tests.plugins.qt_loop import RunAsync


def test_a_page_behind_another_tab_is_told_so(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, process = window.panels.page, window.panels.page.view.process
    assert process is not None
    told: list[Any] = []
    take: Callable[[Any], None] = told.append
    monkeypatch.setattr(process, "tell", take)

    def shown() -> list[bool]:
        return [message["is_shown"] for message in told if message["type"] == "visibility"]

    window.tabifyDockWidget(page, window.panels.output)
    window.panels.output.raise_()
    qtbot.waitUntil(lambda: shown() == [False])
    page.raise_()
    qtbot.waitUntil(lambda: shown() == [False, True])
    page.setFloating(True)
    page.close()
    qtbot.waitUntil(lambda: shown() == [False, True, False])


def test_the_demo_ticks_what_arrives_and_shows_the_timeline(run_async: RunAsync, window: MainWindow) -> None:
    window.act.demo.trigger()
    panel = window.panels.demo
    assert panel.isVisible()

    async def play() -> None:
        for step in range(2):
            panel.next.click()
            await until(lambda step=step: panel.demo.current == step and not panel.demo.is_playing, panel.demo.ended)  # type: ignore[misc]

    run_async(play())
    assert panel.said_of(0) == ["came"]
    assert panel.said_of(1) == ["came"]
    assert panel.next.text() == "Next: A command that fails"
    panel.again.click()
    assert panel.said_of(1) == ["waiting"]
    panel.timeline_wanted.emit()
    assert window.panels.timeline.isVisible()


def test_processes_timeline_and_events_follow_each_other(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    window.act.timeline.trigger()
    timeline = window.panels.timeline.view

    async def cause() -> None:
        await SCENARIOS["worker-abort"].run(playground.stage)
        await until(
            lambda: any(item.is_crash for lane in timeline.timeline.lanes for item in lane.items),
            window.table.counts_changed,
        )

    run_async(cause())
    (crash,) = [item for lane in timeline.timeline.lanes for item in lane.items if item.is_crash]
    timeline.item_picked.emit(crash.key)
    assert window.panels.inspector.record is not None
    assert window.panels.inspector.record.is_crash
    assert window.panels.processes.chosen is not None
    assert window.panels.processes.chosen.name == "crashing-worker"
    assert timeline.chosen is not None
    timeline.lane_picked.emit("main process", None)
    assert window.toolbar.filter.text() == 'process:"main process"'
    window.panels.processes.view.picked.emit(window.panels.processes.model.tree.main.children[-1])
    assert window.toolbar.filter.text() == 'process:"Utility: crashing-worker"'
    window.panels.processes.filter_wanted.emit(None)
    timeline.set_brush((1000.0, 2000.0))
    assert window.toolbar.filter.text() == "date:1000..2000"
    assert window.table.rowCount() == 0
    timeline.set_brush(None)
    assert window.toolbar.filter.text() == ""


def test_an_event_chooses_its_process_among_those_of_one_name(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    timeline = window.panels.timeline.view

    def crashes() -> list[int]:
        return [item.key for lane in timeline.timeline.lanes for item in lane.items if item.is_crash]

    async def crash_twice() -> None:
        for _ in range(2):
            await SCENARIOS["worker-abort"].run(playground.stage)
        await until(lambda: len(crashes()) == 2, window.table.counts_changed)

    run_async(crash_twice())
    chosen = []
    for key in crashes():
        timeline.item_picked.emit(key)
        record, node = window.panels.inspector.record, window.panels.processes.chosen
        assert record is not None
        assert node is not None
        assert record.event()["context"]["pid"] == node.pid
        chosen.append(node.number)
    assert len(set(chosen)) == 2


def test_a_session_is_saved_dropped_and_played_again(
    run_async: RunAsync, window: MainWindow, playground: Playground, tmp_path: Path
) -> None:
    file = tmp_path / "session.ndjson"

    async def save_and_open() -> SessionWindow:
        await playground.stage.run_command("echo recorded")
        await until(
            lambda: any(record.type == "resource" for record in window.table.store.between(0, window.table.store.end)),
            window.table.counts_changed,
        )
        await window.sessions._save(file)
        assert any("saved as" in text for text in window.banner.texts)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        drop = QDropEvent(
            QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        assert window.sessions.eventFilter(window, drop)
        await until(lambda: bool(window.sessions.windows), window.table.counts_changed, window.sessions.opened)
        opened = window.sessions.windows[0]
        await until(lambda: opened.replay.is_over, opened.table.counts_changed)
        return opened

    opened = run_async(save_and_open())
    saved = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(saved) == len(opened.table.store)
    assert all(isinstance(line["captured_ms"], int) for line in saved)
    assert opened.timeline.timeline.lanes[0].name == "main process"
    opened.timeline.view.item_picked.emit(1)
    assert opened.inspector.record is opened.table.store.get(0)
    opened.query.say("type:resource")
    assert 0 < opened.table.rowCount() < len(saved)
    opened.speed.setCurrentIndex(2)
    opened.again.trigger()
    assert opened.replay.position == 0
    assert not opened.grab().isNull()
    opened.close()


def test_a_bad_file_gives_a_clear_message_and_the_window_goes_on(
    run_async: RunAsync, window: MainWindow, tmp_path: Path
) -> None:
    for name, content in {"picture": b"\x89PNG\r\n\x1a\n", "half": b'{"type": "vie', "nothing": b""}.items():
        file = tmp_path / f"{name}.ndjson"
        file.write_bytes(content)
        run_async(window.sessions._open(file))
        assert any(f"{name}.ndjson is no recorded session" in text for text in window.banner.texts), name
    assert window.sessions.windows == []
    run_async(window.sessions._save(tmp_path / "no-such-folder" / "x.ndjson"))
    assert any("Nothing was saved" in text for text in window.banner.texts)
