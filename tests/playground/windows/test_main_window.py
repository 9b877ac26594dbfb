"""The main window with everything real behind it: buttons cause processes, and their events come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QToolButton

from playground.app import build_window
from playground.launch import take_picture
from playground.models.session_file import read_session
from playground.options import Options
from playground.running import Playground
from playground.theme import Scheme
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from playground.main_window import MainWindow
    from tests.plugins.qt_loop import RunAsync


def sentences(window: MainWindow) -> list[str]:
    records = (window.table.record(row) for row in range(window.table.rowCount()))
    return [record.sentence for record in records if record is not None]


def has_event(window: MainWindow, *words: str) -> bool:
    return any(all(word in sentence for word in words) for sentence in sentences(window))


def press(window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name) or window.findChild(QToolButton, name)
    assert button is not None, name
    button.click()


async def has_page(window: MainWindow) -> None:
    """The main page's renderer runs; without it a test would end in the middle of its start."""
    await until(
        lambda: window.panels.page.view.is_shown,
        window.panels.page.view.currentChanged,
    )


def test_a_command_that_the_user_types_becomes_an_event_and_is_sent(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    async def run_command() -> None:
        window.panels.actions.command.line.setText("echo hello")
        window.panels.actions.command.submit()
        await until(lambda: has_event(window, "echo hello", "exit 0"), window.table.counts_changed)
        window.act.flush.trigger()
        await until(lambda: "Everything was sent." in window.banner.texts, window.act.flush.changed)

    run_async(run_command())
    playground.feed.drain()
    assert "hello" in window.panels.output.view.toPlainText()
    records = [record for row in range(window.table.rowCount()) if (record := window.table.record(row))]
    # The page may have something to tell at any time.
    assert {record.state for record in records if "echo hello" in record.sentence} == {"sent"}
    assert "sent" in window.status.counts.text()


def test_a_scenario_runs_from_its_button(run_async: RunAsync, window: MainWindow) -> None:
    async def run_scenario() -> None:
        press(window, "scenario-missing-program")
        await until(lambda: has_event(window, "no-such-program", "ENOENT"), window.table.counts_changed)

    run_async(run_scenario())
    assert "no-such-program" in window.panels.output.view.toPlainText()


def test_what_cannot_be_done_is_told_in_the_window(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    run_async(playground.stage.run_command("echo 'unfinished"))
    assert len(window.banner.texts) == 1
    assert "cannot be split into arguments" in window.banner.texts[0]
    run_async(playground.stage.run_command("echo finished"))
    assert window.banner.texts == []


def test_a_window_opens_crashes_and_is_reloaded(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    async def crash_and_reload() -> None:
        process = await playground.stage.open_window("index")
        opened = window.keeper.windows[0]
        await playground.stage.crash_window(process)
        assert opened.page.is_gone
        await until(lambda: has_event(window, "Renderer: Hello crashed", "SIGABRT"), window.table.counts_changed)
        opened.page.reload_requested.emit()
        await until(lambda: opened.page.is_shown, opened.page.currentChanged)
        assert window.keeper.windows == [opened]
        opened.close()
        assert window.keeper.windows == []

    run_async(crash_and_reload())


def test_the_main_page_is_a_process_too(run_async: RunAsync, window: MainWindow, playground: Playground) -> None:
    async def crash_and_reload() -> None:
        assert "Every process" in window.panels.page.view.surface.accessibleDescription()
        assert window.keeper.windows == []
        await playground.stage.crash_window(playground.stage.windows[0])
        assert window.panels.page.view.is_gone
        press(window, "main-page-reload")
        await has_page(window)

    run_async(crash_and_reload())


def test_events_are_filtered_paused_and_cleared(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    async def cause() -> None:
        await playground.stage.run_command("echo one")
        await until(lambda: has_event(window, "echo one"), window.table.counts_changed)
        window.toolbar.filter.setText("type:view")
        window.toolbar.filter.apply()
        assert not has_event(window, "echo one")
        window.toolbar.filter.setText("")
        window.toolbar.filter.apply()
        window.act.pause.trigger()
        await playground.stage.run_command("echo two")
        await until(lambda: window.table.waiting > 0, window.table.counts_changed)
        assert not has_event(window, "echo two")
        window.act.pause.trigger()
        await until(lambda: has_event(window, "echo two"), window.table.counts_changed)

    run_async(cause())
    shown = window.table.rowCount()
    window.act.versions.trigger()
    assert window.table.rowCount() > shown
    run_async(playground.flush())
    window.act.clear.trigger()
    assert window.table.rowCount() == 0
    assert any("cleared from the list" in text for text in window.banner.texts)
    (recording,) = playground.recordings.glob("*.sqlite")
    kept = read_session(recording).events
    commands = [event["context"]["args"] for _, event in kept if "args" in event.get("context", ())]
    assert commands == [["echo", "one"], ["echo", "two"]], "no way back to what was cleared"


def test_the_inspector_opens_with_the_first_event_and_follows_the_choice(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    async def cause() -> None:
        await playground.stage.run_command("echo one")
        await until(lambda: window.table.rowCount() > 1, window.table.counts_changed)

    run_async(cause())
    assert not window.panels.inspector.isVisible()
    window.events.view.setCurrentIndex(window.table.index(0, 0))
    assert not window.panels.inspector.isVisible()
    window.events.view.activated.emit(window.table.index(0, 0))
    assert window.panels.inspector.isVisible()
    assert window.panels.inspector.record is window.table.record(0)
    window.events.view.setCurrentIndex(window.table.index(1, 0))
    assert window.panels.inspector.record is window.table.record(1)


def test_the_session_is_shown_copied_and_stopped(window: MainWindow, playground: Playground) -> None:
    window.panels.session.refresh()
    assert window.panels.session.session_id.text() == playground.session_id
    assert window.panels.session.sdk_state.text().startswith("collecting")
    assert window.panels.session.intake.text() == playground.address
    press(window, "copy-session-id")
    assert QGuiApplication.clipboard().text() == playground.session_id
    window.act.stop_session.trigger()
    assert any("session was stopped" in text for text in window.banner.texts)


@pytest.mark.slow
def test_colours_can_be_chosen_and_are_remembered(
    window: MainWindow, playground: Playground, open_main_window: Callable[[Playground], MainWindow]
) -> None:
    window.act.schemes.actions()[2].trigger()
    assert window.theme.palette.name == "dark"
    again = open_main_window(playground)
    assert again.theme.scheme is Scheme.DARK


@pytest.mark.slow
def test_the_layout_is_remembered_and_can_be_reset(
    window: MainWindow, playground: Playground, open_main_window: Callable[[Playground], MainWindow]
) -> None:
    window.panels.output.close()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.panels.session)
    window.events.view.setColumnWidth(0, 77)
    window.close()
    again = open_main_window(playground)
    again.show()
    assert again.panels.output.isHidden()
    assert again.dockWidgetArea(again.panels.session) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert again.events.view.columnWidth(0) == 77
    again.resize(1440, 900)
    again.reset_layout()
    assert again.panels.output.isVisible()
    assert again.dockWidgetArea(again.panels.session) is Qt.DockWidgetArea.RightDockWidgetArea


@pytest.mark.slow
def test_the_window_fits(window: MainWindow) -> None:
    window.theme.choose(Scheme.DARK)
    for size in (QSize(1440, 900), QSize(1024, 700)):
        window.resize(size)
        window.reset_layout()
        assert window.grab().size() / window.devicePixelRatio() == size
        assert window.minimumSizeHint().width() <= size.width()
        assert window.minimumSizeHint().height() <= size.height()


def test_a_picture_has_room_for_what_was_told_last(window: MainWindow, tmp_path: Path) -> None:
    window.status.counts.setText("100,000 events · 100,000 sent · 100,000 discarded")
    assert take_picture(window, tmp_path / "window.png") is None
    assert window.status.counts.width() >= window.status.counts.sizeHint().width(), "its end is cut off"


@pytest.mark.slow
def test_the_first_window_is_no_larger_than_its_screen(
    run_async: RunAsync, playground: Playground, qtbot: QtBot
) -> None:
    room = QSize(1024, 720)
    window = build_window(playground)
    qtbot.addWidget(window)
    window.fit(room)
    window.show()
    qtbot.waitUntil(lambda: window.size() == room)
    run_async(has_page(window))


@pytest.mark.slow
def test_a_broken_memory_means_the_layout_of_the_start(
    playground: Playground, tmp_path: Path, open_main_window: Callable[[Playground], MainWindow]
) -> None:
    (tmp_path / "window.ini").write_bytes(b"[General]\ngeometry=7\ndocks=@ByteArray(\\x0)\nscheme=green\n")
    window = open_main_window(playground)
    assert window.panels.actions.isVisible()
    assert window.theme.scheme is Scheme.SYSTEM


@pytest.mark.slow
def test_an_intake_that_is_not_there_is_told_and_nothing_is_lost(
    run_async: RunAsync,
    tmp_path: Path,
    unused_tcp_url: str,
    expect_log: Callable[[str], None],
    open_main_window: Callable[[Playground], MainWindow],
) -> None:
    expect_log("The intake cannot be reached")
    playground = Playground(Options(data_dir=tmp_path, intake=unused_tcp_url))
    try:
        window = open_main_window(playground)
        assert window.banner.texts == [playground.warning]

        async def flush() -> None:
            window.act.flush.trigger()
            await until(window.act.flush.isEnabled, window.act.flush.changed)
            assert len(window.banner.texts) == 1
            assert "kept on disk" in window.banner.texts[0]

        run_async(flush())
    finally:
        run_async(playground.stop())


@pytest.fixture
def unused_tcp_url() -> str:
    """An address at which nobody listens."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
