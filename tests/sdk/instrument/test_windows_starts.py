"""Starts and ends as Windows has them, with what Linux has in the place of its calls."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest

from desktop_rum.clock import SystemClock
from desktop_rum.collect.commands import Commands
from desktop_rum.instrument import os_starts
from desktop_rum.instrument.command import failure_of
from desktop_rum.instrument.exit_requests import ExitRequestsInstrument
from desktop_rum.instrument.exits import child_status
from desktop_rum.instrument.exits.source import StillRunning
from desktop_rum.instrument.os_starts import OsStartsInstrument
from desktop_rum.instrument.run import Run
from desktop_rum.instrument.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.collect.raw_event import RawEvent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for Windows with what others have")

ACCESS_VIOLATION = 0xC000_0005
P_DETACH = 4


class _Watched:
    """An exit watcher that only remembers whom it was given."""

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def watch(self, run: Run) -> None:
        self.runs.append(run)


class _Windows:
    """The calls of `os`, with what they are to give; and the ends of their runs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ended: list[Run] = []
        self.watched = _Watched()
        self.gives: Any = 0
        for name in ("spawnv", "spawnve", "startfile", "system"):
            monkeypatch.setattr(os, name, self._called, raising=False)
        monkeypatch.setattr(os_starts, "pid_of_handle", {0: 0, 260: 4_242}.__getitem__)
        runs, watched = Runs(SystemClock(), self.ended.append), cast("Any", self.watched)
        self.instrument = OsStartsInstrument(runs, watched, on_windows=True)

    def _called(self, *_: Any) -> Any:
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Windows]:
    """`os` as on Windows."""
    made = _Windows(monkeypatch)
    yield made
    made.instrument.stop()


@pytest.mark.parametrize("status", [0, 3, ACCESS_VIOLATION, 0xFFFF_FFFF])
def test_an_exit_code_has_no_sign(windows: _Windows, status: int) -> None:
    windows.gives = status - 2**32 if status >= 2**31 else status
    assert os.system("a line") == windows.gives
    assert os.spawnv(os.P_WAIT, "a.exe", ["a", "b"]) == windows.gives
    assert [(run.api, run.returncode) for run in windows.ended] == [("system", status), ("spawnv", status)]


def test_a_spawn_of_single_arguments_keeps_its_name(windows: _Windows) -> None:
    """Windows has it in Python, over the built-in `spawnv`."""
    os.spawnl(os.P_WAIT, "a.exe", "a", "b")
    os.spawnle(os.P_WAIT, "a.exe", "a", {})
    assert [(run.api, run.arguments) for run in windows.ended] == [("spawnl", ("a", "b")), ("spawnle", ("a",))]


def test_the_child_of_a_handle_is_watched(windows: _Windows) -> None:
    windows.gives = 260
    assert os.spawnve(os.P_NOWAIT, "a.exe", ["a"], {}) == 260
    assert [(run.api, run.pid) for run in windows.watched.runs] == [("spawnve", 4_242)]
    assert windows.ended == []


def test_a_child_without_a_handle_is_left(windows: _Windows) -> None:
    assert os.spawnv(P_DETACH, "a.exe", ["a"]) == 0
    (run,) = windows.ended
    assert (run.detached, run.left_running, run.returncode, run.pid) == (True, True, None, None)


def test_a_file_that_is_opened_is_left(windows: _Windows) -> None:
    startfile: Any = vars(os)["startfile"]
    startfile("my report.pdf")
    startfile("C:\\my app\\a.exe", "open", "--in x")
    assert [(run.api, run.arguments, run.detached) for run in windows.ended] == [
        ("startfile", ("my report.pdf",), True),
        ("startfile", '"C:\\my app\\a.exe" --in x', True),
    ]


def test_kill_stays_another_name_of_terminate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess.Popen, "kill", subprocess.Popen.terminate)
    instrument = ExitRequestsInstrument()
    try:
        assert subprocess.Popen.kill is subprocess.Popen.terminate
        assert pickle.dumps(subprocess.Popen.kill)
    finally:
        instrument.stop()


class _Held:
    """A process handle; the pid is the exit code."""

    def __init__(self, pid: int) -> None:
        if pid < 0:
            raise OSError(errno.EINVAL, "no such process")
        self._code = pid

    def status(self) -> int | None:
        return self._code or None

    def close(self) -> None:
        HANDLES_CLOSED.append(self._code)


HANDLES_CLOSED: list[int] = []


def test_the_status_of_any_process_is_asked_by_a_handle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_status, "ProcessHandle", _Held)
    HANDLES_CLOSED.clear()
    assert child_status._status_by_handle(ACCESS_VIOLATION) == ACCESS_VIOLATION
    assert child_status._status_by_handle(-1) is None
    with pytest.raises(StillRunning):
        child_status._status_by_handle(0)
    assert HANDLES_CLOSED == [ACCESS_VIOLATION, 0]


class _WindowsError(OSError):
    """What Python makes of an error of Windows: an errno that says less."""

    winerror = 740


def test_an_error_says_what_windows_says(windows: _Windows) -> None:
    windows.gives = _WindowsError(errno.EINVAL, "The requested operation requires elevation", "a.exe")
    with pytest.raises(_WindowsError):
        os.system("a.exe")
    (run,) = windows.ended
    assert run.failure == ("EINVAL", "[WinError 740] The requested operation requires elevation")


def test_an_error_that_windows_has_no_number_for_is_told_by_its_errno() -> None:
    error = _WindowsError(errno.ENOENT, "a text of the app's")
    error.winerror = None  # type: ignore[assignment]
    assert failure_of(error) == ("ENOENT", os.strerror(errno.ENOENT))


@pytest.mark.parametrize(
    ("returncode", "requested", "status", "timed_out"),
    [(1, True, -1, True), (1, False, 1, False), (3, True, 3, False), (-9, False, -1, True)],
)
def test_a_child_that_is_killed_after_a_time_out_has_timed_out(
    returncode: int, requested: bool, status: int, timed_out: bool
) -> None:
    """On Windows `kill()` makes it exit with 1, which does not show that it was killed."""
    emitted: list[RawEvent] = []
    views: Any = type("_Views", (), {"main": None, "emit": emitted.append})
    scrubber: Any = type("_Scrubber", (), {"arguments": staticmethod(lambda arguments, **_: arguments)})
    run = Run("popen", ("a.exe",), None, False, None, 0, 0, timed_out=True, requested=requested)
    run.returncode = returncode
    Commands(views, scrubber).on_command_ended(run)
    (event,) = emitted
    assert event.data["resource"]["status_code"] == status
    assert event.data["context"].get("timed_out", False) is timed_out
