"""Workers from their fork to their end: what they say, and how they go."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest

from playground.processes import ChildProcess, PortClosedError, ProcessExit, UtilityProcess
from workers.frames import FrameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.plugins.qt_loop import RunAsync


class Life:
    """A demo worker, and what it told of itself."""

    def __init__(self, module: str = "workers.demo_worker") -> None:
        self.told: list[Any] = []
        self.output = ""
        self.worker = UtilityProcess.fork(module, service_name="test-worker")
        self.worker.spawned.connect(lambda pid: self.told.append(("spawned", pid)))
        self.worker.message.connect(self.told.append)
        self.worker.exited.connect(self.told.append)
        self.worker.error.connect(lambda text: self.told.append(("error", text)))
        self.worker.output.connect(self._on_output)

    def _on_output(self, _stream: str, text: str) -> None:
        self.output += text


@pytest.fixture
def life(run_async: RunAsync) -> Iterator[Life]:
    """A worker that does not outlive its test."""
    life = Life()
    yield life
    life.worker.kill()
    run_async(life.worker.wait_exited())


def end(run_async: RunAsync, worker: ChildProcess) -> ProcessExit:
    return run_async(worker.wait_exited())


def test_answers_what_was_posted_before_it_listened(run_async: RunAsync, life: Life) -> None:
    for number in range(50):
        life.worker.post({"type": "echo", "value": number, "id": number})
    life.worker.post({"type": "exit", "code": 0})

    how = end(run_async, life.worker)

    answers = [{"type": "echo", "value": number, "id": number} for number in range(50)]
    assert life.told == [("spawned", life.worker.pid), *answers, ProcessExit(exit_code=0)]
    assert how.is_clean
    assert life.worker.pid > 0
    assert life.worker.state == "exited"


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"type": "dance"}, "This worker knows no message of type 'dance'"),
        (["a list"], "A message for this worker is an object with a type"),
        (None, "A message for this worker is an object with a type"),
    ],
)
def test_says_what_it_does_not_understand(run_async: RunAsync, life: Life, message: object, answer: str) -> None:
    life.worker.post(message)
    life.worker.post({"type": "exit", "code": 0})
    end(run_async, life.worker)

    assert {"type": "error", "text": answer} in life.told


def test_exit_code_is_told(run_async: RunAsync, life: Life) -> None:
    life.worker.post({"type": "exit", "code": 7})

    how = end(run_async, life.worker)

    assert how == ProcessExit(exit_code=7)
    assert not how.is_clean
    assert how.summary == "exit code 7"


def test_exception_is_on_standard_error_and_nowhere_else(run_async: RunAsync, life: Life) -> None:
    life.worker.post({"type": "raise", "text": "no luck"})

    assert end(run_async, life.worker) == ProcessExit(exit_code=1)
    assert "WorkerError: no luck" in life.output
    assert [told for told in life.told if isinstance(told, dict)] == []


def test_signal_is_told(run_async: RunAsync, life: Life) -> None:
    life.worker.post({"type": "abort"})

    assert end(run_async, life.worker) == ProcessExit(signal="SIGABRT")


def test_kill_is_told_as_asked_for(run_async: RunAsync, life: Life) -> None:
    life.worker.kill()

    how = end(run_async, life.worker)

    assert how == ProcessExit(signal="SIGKILL", requested=True)
    assert how.is_clean
    assert how.summary == "killed by SIGKILL, as asked"


def test_kill_from_outside_is_not(qtbot: QtBot, run_async: RunAsync, life: Life) -> None:
    qtbot.waitUntil(lambda: life.worker.state == "running")

    os.kill(life.worker.pid, signal.SIGKILL)

    assert end(run_async, life.worker) == ProcessExit(signal="SIGKILL")


def test_terminate_ends_it(run_async: RunAsync, life: Life) -> None:
    life.worker.terminate()

    assert end(run_async, life.worker) == ProcessExit(signal="SIGTERM", requested=True)


def test_who_does_not_terminate_is_killed_after_the_grace(qtbot: QtBot, run_async: RunAsync) -> None:
    life = Life("tests.playground.processes.stubborn_worker")
    qtbot.waitUntil(lambda: "ready" in life.told)

    life.worker.terminate(grace=0.1)

    assert end(run_async, life.worker) == ProcessExit(signal="SIGKILL", requested=True)


def test_posting_to_who_is_gone_is_refused(run_async: RunAsync, life: Life) -> None:
    life.worker.kill()
    end(run_async, life.worker)

    with pytest.raises(PortClosedError, match=r"test-worker did not get the message: it is gone \(killed by SIGKILL"):
        life.worker.post("hello")
    life.worker.terminate()
    life.worker.kill()


def test_posting_no_json_is_refused(life: Life) -> None:
    with pytest.raises(FrameError):
        life.worker.post({"a set": {1}})


def test_module_that_does_not_exist_exits_with_1(run_async: RunAsync) -> None:
    life = Life("workers.no_such_worker")

    assert end(run_async, life.worker) == ProcessExit(exit_code=1)
    assert "No module named workers.no_such_worker" in life.output


def test_program_that_cannot_be_started_is_told(
    run_async: RunAsync, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    life = Life()

    how = end(run_async, life.worker)

    assert how.error is not None
    assert how.error.startswith("test-worker could not be started: ")
    assert not how.is_clean
    assert life.worker.pid == 0


def test_nothing_of_the_port_is_left_in_the_environment_of_its_children(run_async: RunAsync) -> None:
    life = Life("tests.playground.processes.environment_worker")

    assert end(run_async, life.worker) == ProcessExit(exit_code=0)
    assert [told for told in life.told if isinstance(told, list)] == [[]]


def test_ctrl_c_in_a_terminal_is_not_for_workers(qtbot: QtBot, run_async: RunAsync, life: Life) -> None:
    life.worker.post({"type": "echo", "value": "here"})
    qtbot.waitUntil(lambda: {"type": "echo", "value": "here"} in life.told)

    os.kill(life.worker.pid, signal.SIGINT)
    life.worker.post({"type": "exit", "code": 0})

    assert end(run_async, life.worker) == ProcessExit(exit_code=0)
