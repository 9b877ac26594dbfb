"""Workers and windows in their panel, with real processes: what they do, answers, and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.models.process_list import MOST_ENDED, ProcessList
from playground.panels.processes_panel import ProcessesPanel
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
    panel.show()
    return panel


def test_a_worker_is_forked_asked_and_let_go(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    assert not panel.sending.isEnabled()

    async def talk() -> None:
        worker = await stage.fork_worker("thumbnails")
        assert panel.chosen is not None
        assert panel.chosen.details == f"pid {worker.pid} · running"
        panel.message.setText("Good morning")
        panel.sending.click()
        await until(lambda: panel.log.toPlainText().count("Good morning") == 2, panel.log.textChanged)
        panel.exiting.click()
        await worker.wait_exited()

    run_async(talk())
    assert panel.chosen is not None
    assert panel.chosen.state == "exit code 0"
    assert panel.chosen.tone == "neutral"
    assert not panel.killing.isEnabled()


@pytest.mark.parametrize(
    ("control", "state", "tone"),
    [("killing", "killed by SIGKILL, as asked", "neutral"), ("crashing", "killed by SIGABRT", "error")],
)
def test_a_worker_is_ended_the_hard_way(
    run_async: RunAsync, stage: Stage, panel: ProcessesPanel, control: str, state: str, tone: str
) -> None:
    async def end() -> None:
        worker = await stage.fork_worker()
        getattr(panel, control).click()
        await worker.wait_exited()

    run_async(end())
    assert panel.chosen is not None
    assert (panel.chosen.state, panel.chosen.tone) == (state, tone)


@pytest.mark.parametrize(
    ("control", "state"), [("exiting", "exit code 0, as asked"), ("crashing", "killed by SIGABRT")]
)
def test_a_window_is_ended_here_too(
    run_async: RunAsync, stage: Stage, panel: ProcessesPanel, control: str, state: str
) -> None:
    async def end() -> None:
        window = await stage.open_window("notes")
        assert panel.exiting.text() == "Close"
        assert not panel.sending.isEnabled()
        getattr(panel, control).click()
        await window.wait_exited()

    run_async(end())
    assert panel.chosen is not None
    assert (panel.chosen.name, panel.chosen.state) == ("Notes", state)


def test_what_the_user_picked_stays_chosen(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    run_async(stage.fork_worker("first"))
    rect = panel.list.visualRect(panel.model.index(0))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center())
    run_async(stage.fork_worker("second"))
    assert panel.chosen is not None
    assert panel.chosen.name == "first"
    assert not panel.grab().isNull()


def test_those_that_ended_stay_until_they_are_cleared(run_async: RunAsync, stage: Stage, panel: ProcessesPanel) -> None:
    async def fork_two() -> None:
        await stage.fork_worker("stays")
        await stage.kill_worker(await stage.fork_worker("goes"))

    run_async(fork_two())
    assert panel.model.rowCount() == 2
    panel.model.clear_ended()
    assert [row.name for row in panel.model.running] == ["stays"]
    assert panel.model.rowCount() == 1


def test_the_model_keeps_qts_rules_and_only_so_many_that_ended(
    run_async: RunAsync, stage: Stage, qtmodeltester: Any
) -> None:
    model = ProcessList()
    qtmodeltester.check(model, force_py=True)

    async def fork_many() -> None:
        for number in range(MOST_ENDED + 2):
            worker = await stage.fork_worker(f"worker {number}")
            model.add(worker, "utility")
            await stage.kill_worker(worker)

    run_async(fork_many())
    assert model.rowCount() == MOST_ENDED
    assert model.data(model.index(0)) == "worker 2"
    assert "killed by SIGKILL, as asked" in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
