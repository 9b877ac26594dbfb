"""Calls that an exception of the app's leaves while their child runs on: a signal handler's, or a callback's.

That is no start that failed: the child is followed to its end.
"""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugins.terminals import need_terminals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sdk.instrument.recorder import Recorder

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]


class _InterruptedError(Exception):
    """What the app's handler raises."""


@pytest.fixture(params=[_InterruptedError, KeyboardInterrupt])
def raised(request: pytest.FixtureRequest) -> Iterator[type[BaseException]]:
    """What the handler of a signal raises."""

    def handler(_number: int, _frame: object) -> None:
        raise request.param

    before = signal.signal(signal.SIGUSR1, handler)
    yield request.param
    signal.signal(signal.SIGUSR1, before)


def _first_in_main_thread(original: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, what: Any) -> Any:
    """Does `what` with the arguments at the main thread's next call, and then is the original again."""

    def function(*args: Any, **kwargs: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            monkeypatch.undo()
            what(*args)
        return original(*args, **kwargs)

    return function


def _collect(event: dict[str, Any]) -> None:
    """Leave no zombie to other tests; what the `Popen` was that nobody has may have been collected by the next one."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(event["context"]["pid"], 0)


def test_a_start(raised: type[BaseException], sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGUSR1)

    monkeypatch.setattr(subprocess, "_USE_POSIX_SPAWN", False)  # which reads nothing
    monkeypatch.setattr(os, "read", _first_in_main_thread(os.read, monkeypatch, interrupt))
    with pytest.raises(raised):
        subprocess.Popen(["/bin/sh", "-c", "exit 3"])
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == "popen:///bin/sh"
    assert event["resource"]["status_code"] == 3
    _collect(event)


def test_a_spawn_that_waits(raised: type[BaseException], sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []
    original = os.waitpid

    def interrupt(pid: int, _options: int) -> None:
        pids.append(pid)
        original(pid, os.WNOHANG)
        signal.raise_signal(signal.SIGUSR1)

    monkeypatch.setattr(os, "waitpid", _first_in_main_thread(original, monkeypatch, interrupt))
    with pytest.raises(raised):
        os.spawnv(os.P_WAIT, "/bin/sleep", ["sleep", "60"])
    os.kill(pids[0], signal.SIGTERM)
    (event,) = sdk.resources(1)
    assert event["context"]["pid"] == pids[0]
    assert event["context"]["signal"] == "SIGTERM"
    os.waitpid(pids[0], 0)


@pytest.fixture
def told_of_signals() -> Iterator[int]:
    """What can be read of once a signal has come to Python, for children too: another thread may be the one it woke."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    os.set_inheritable(read, True)
    before = signal.set_wakeup_fd(write)
    yield read
    signal.set_wakeup_fd(before)
    os.close(read)
    os.close(write)


def test_a_line_whose_status_is_lost(raised: type[BaseException], sdk: Recorder, told_of_signals: int) -> None:
    with pytest.raises(raised):
        os.system(f"kill -USR1 {os.getpid()}; head -c 1 /dev/fd/{told_of_signals} >/dev/null; exit 3")
    (event,) = sdk.resources(1)
    assert event["context"]["status_unknown"] is True
    assert "error_code" not in event["context"]


def test_a_callback_of_a_terminal(sdk: Recorder) -> None:
    need_terminals()
    descriptors: list[int] = []

    def read(descriptor: int) -> bytes:
        descriptors.append(descriptor)
        raise _InterruptedError

    with pytest.raises(_InterruptedError):
        pty.spawn(["/bin/sh", "-c", "echo a; exit 5"], read, lambda _: b"")
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 5
    _collect(event)
    os.close(descriptors[0])


def _handler_collects(*_: object) -> None:
    """As a handler of SIGCHLD does, and a thread that collects every child."""
    os.waitpid(-1, 0)


def _handler_collects_by_waitid(*_: object) -> None:
    os.waitid(os.P_ALL, 0, os.WEXITED)


@pytest.mark.parametrize("collects", [_handler_collects, _handler_collects_by_waitid])
def test_a_child_that_is_collected_before_its_start_is_over(
    collects: Any, sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "_USE_POSIX_SPAWN", False)  # which reads nothing
    monkeypatch.setattr(os, "read", _first_in_main_thread(os.read, monkeypatch, collects))
    process = subprocess.Popen(["/bin/sh", "-c", "exit 3"])
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 3
    assert event["context"]["pid"] == process.pid
    assert process.wait() == 0  # what Python makes of it
    assert sdk.resources(1) == [event]


def test_a_line_of_an_app_that_lets_nobody_collect(sdk: Recorder) -> None:
    handler = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert os.system("exit 3") == -1
    finally:
        signal.signal(signal.SIGCHLD, handler)
    (event,) = sdk.resources(1)
    assert event["context"]["status_unknown"] is True
    assert "error_code" not in event["context"]
