"""Processes in their panel, with real ones: what they do, answers, and ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from playground.models.process_model import ProcessColumn
from playground.panels.process_view import NAME_WIDTH
from playground.panels.processes_panel import ProcessesPanel
from playground.stage import main_process
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.stage import Stage
    from playground.theme import Theme
    from tests.plugins.qt_loop import RunAsync


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, stage: Stage) -> ProcessesPanel:
    panel = ProcessesPanel(theme, stage)
    qtbot.addWidget(panel)
    panel.resize(320, 480)
    panel.show()
    return panel


def names(panel: ProcessesPanel) -> list[str]:
    return [node.name for node in panel.model.tree.nodes()]


def do(panel: ProcessesPanel, name: str) -> None:
    (action,) = [action for action in panel.view.actions() if action.objectName() == name]
    assert action.isEnabled()
    action.trigger()


def test_a_worker_is_forked_asked_and_let_go(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    controls = panel.controls
    assert not controls.sending.isEnabled()

    async def talk() -> None:
        worker = await stage.fork_worker("thumbnails")
        assert panel.chosen is not None
        assert (panel.chosen.pid, panel.chosen.state) == (worker.pid, "running")
        controls.message.setText("Good morning")
        controls.sending.click()
        await until(lambda: controls.log.toPlainText().count("Good morning") == 2, controls.log.textChanged)
        controls.exiting.click()
        await worker.wait_exited()

    run_async(talk())
    assert panel.chosen is not None
    assert (panel.chosen.state, panel.chosen.tone) == ("exit code 0", "neutral")
    assert not controls.killing.isEnabled()


@pytest.mark.parametrize(
    ("deed", "state", "tone"),
    [
        ("kill-process", "killed by SIGKILL, as asked", "neutral"),
        ("terminate-process", "killed by SIGTERM, as asked", "neutral"),
        ("kill-from-outside", "killed by SIGKILL", "error"),
        ("crash-process", "killed by SIGABRT", "error"),
        ("read-null", "killed by SIGSEGV", "error"),
        ("raise", "exit code 1", "error"),
    ],
)
def test_a_worker_is_ended_the_hard_way(
    run_async: RunAsync, stage: Stage, panel: ProcessesPanel, deed: str, state: str, tone: str
) -> None:
    async def end() -> None:
        worker = await stage.fork_worker()
        do(panel, deed)
        await worker.wait_exited()

    run_async(end())
    assert panel.chosen is not None
    assert (panel.chosen.state, panel.chosen.tone) == (state, tone)


def test_a_worker_survives_what_it_can(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    log = panel.controls.log

    async def tell() -> None:
        await stage.fork_worker()
        for deed, answer in (("allocate", "allocated"), ("raise-thread", "survived"), ("raise-task", "survived")):
            do(panel, deed)
            await until(lambda answer=answer: answer in log.toPlainText(), log.textChanged)  # type: ignore[misc]
            log.clear()

    run_async(tell())
    assert panel.chosen is not None
    assert not panel.chosen.has_ended


@pytest.mark.parametrize(
    ("control", "state"), [("exiting", "exit code 0, as asked"), ("crashing", "killed by SIGABRT")]
)
def test_a_window_is_ended_here_too(
    run_async: RunAsync, stage: Stage, panel: ProcessesPanel, control: str, state: str
) -> None:
    async def end() -> None:
        window = await stage.open_window("notes")
        assert panel.controls.exiting.text() == "Close"
        assert not panel.controls.sending.isEnabled()
        getattr(panel.controls, control).click()
        await window.wait_exited()

    run_async(end())
    assert panel.chosen is not None
    assert (panel.chosen.name, panel.chosen.state) == ("Notes", state)


def test_what_the_user_picked_stays_chosen_and_filters(
    run_async: RunAsync, stage: Stage, panel: ProcessesPanel, qtbot: QtBot
) -> None:
    run_async(stage.fork_worker("first"))
    rect = panel.view.visualRect(panel.model.index_of(panel.model.tree.main.children[0]))
    with qtbot.waitSignal(panel.filter_wanted) as wanted:
        QTest.mouseClick(
            panel.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center()
        )
    assert wanted.args[0].view_name == "Utility: first"
    run_async(stage.fork_worker("second"))
    assert panel.chosen is not None
    assert panel.chosen.name == "first"
    panel.choose_by_view("Utility: second")
    assert panel.chosen.name == "second"
    with qtbot.waitSignal(panel.filter_wanted) as wanted:
        panel.filtering.click()
    assert wanted.args == [None]
    assert not panel.grab().isNull()


def test_tombstones_stay_until_they_are_cleared(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    async def fork_two() -> None:
        await stage.fork_worker("stays")
        await stage.kill_worker(await stage.fork_worker("goes"))

    run_async(fork_two())
    assert names(panel) == ["main process", "stays", "goes"]
    panel.clearing.click()
    assert names(panel) == ["main process", "stays"]


def test_columns_are_chosen_and_processes_are_copied(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    run_async(stage.fork_worker("thumbnails"))
    for action in panel.view.columns:
        action.setChecked(True)
    assert not any(panel.view.header().isSectionHidden(column) for column in range(panel.model.columnCount()))
    state = panel.view.columns_state()
    panel.view.columns[0].setChecked(False)
    panel.view.restore_columns("nonsense")
    assert panel.view.header().isSectionHidden(1)
    panel.view.restore_columns(state)
    assert not panel.view.header().isSectionHidden(1)
    assert not panel.grab().isNull()
    do(panel, "copy-process")
    assert QGuiApplication.clipboard().text().startswith("thumbnails · utility · pid ")


@pytest.mark.parametrize("width", [200, 320, 2_000])
def test_names_have_what_other_columns_leave_and_never_too_little(width: int, panel: ProcessesPanel) -> None:
    panel.resize(width, 400)
    panel.show()
    view = panel.view
    for action in (None, *view.columns):
        if action is not None:
            action.setChecked(True)
        shown = view.columnWidth(ProcessColumn.NAME)
        others = view.header().length() - shown
        assert shown == max(NAME_WIDTH, view.viewport().width() - others)


def test_the_main_process_takes_memory_and_is_crashed_only_after_a_question(panel: ProcessesPanel) -> None:
    panel.view.choose(panel.model.tree.main)
    assert panel.chosen is not None
    assert panel.chosen.pid == os.getpid()
    panel.controls.allocating.click()
    assert main_process.take_memory(1) > 50_000_000
    do(panel, "release-main")
    assert main_process.take_memory(0) == 0
    panel.controls.crashing_main.click()
    question = panel.findChild(QMessageBox, "confirm-crash")
    assert question is not None
    question.reject()
