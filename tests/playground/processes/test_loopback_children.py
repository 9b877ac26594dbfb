"""Real children over the kind of message port that Windows has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.processes import ProcessExit, RendererProcess, UtilityProcess
from playground.processes.port_doors import LoopbackDoor

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.plugins.qt_loop import RunAsync


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every port of a test has a door of this kind."""
    monkeypatch.setattr("playground.processes.message_port.door_of_this_system", lambda: LoopbackDoor)


def test_a_worker_answers_and_ends(qtbot: QtBot, run_async: RunAsync) -> None:
    told: list[object] = []
    worker = UtilityProcess.fork("workers.demo_worker", service_name="far-worker")
    worker.message.connect(told.append)
    worker.post({"type": "echo", "value": "x" * 1_000_000, "id": 1})
    qtbot.waitUntil(lambda: told == [{"type": "echo", "value": "x" * 1_000_000, "id": 1}])

    worker.post({"type": "exit", "code": 3})

    assert run_async(worker.wait_exited()) == ProcessExit(exit_code=3)


def test_a_renderer_draws_its_page_and_closes(qtbot: QtBot, run_async: RunAsync, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>A page</title><p>Hello</p>")
    renderer = RendererProcess.open(page, title="page")
    renderer.show_at(200, 100, 1.0)
    qtbot.waitUntil(lambda: renderer.text == "Hello" and renderer.picture is not None)

    renderer.close()

    assert run_async(renderer.wait_exited()) == ProcessExit(exit_code=0, requested=True)
