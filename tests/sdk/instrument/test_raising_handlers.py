"""What a signal handler of the app's raises (a time-out, a limit) reaches the app, wherever in our code it comes.

A trace function raises in its stead at each line in turn: as a handler does, it gets the frame that it came into.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import linecache
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sdk.instrument.recorder import Recorder

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class _TimeIsUpError(Exception):
    """What the handler raises."""


async def _async_exec() -> None:
    await (await asyncio.create_subprocess_exec("/bin/true")).wait()


CALLS: dict[str, Callable[[], object]] = {
    "run": lambda: subprocess.run(["/bin/true"], check=True, cwd="/"),
    "Popen and wait": lambda: subprocess.Popen("true", shell=True).wait(),
    "a time-out": lambda: subprocess.call(["/bin/sleep", "0.05"], timeout=0.01),
    "missing": lambda: subprocess.run(["/missing"], check=False),
    "system": lambda: os.system("true"),
    "posix_spawn": lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0),
    "spawnv, waiting": lambda: os.spawnv(os.P_WAIT, "/bin/true", ["true"]),
    "spawnl, waiting": lambda: os.spawnl(os.P_WAIT, "/bin/true", "true"),
    "spawnv, not waiting": lambda: os.waitpid(os.spawnv(os.P_NOWAIT, "/bin/true", ["true"]), 0),
    "asyncio": lambda: asyncio.run(_async_exec()),
    "add_error": lambda: desktop_rum.add_error(ValueError("x"), context={"values": [1, {"a": "b"}]}),
    "add_action": lambda: desktop_rum.add_action("x", context={"a": 1.5}),
}
"""What an app does, in our part of which it is interrupted."""


@pytest.fixture
def untraced() -> Iterator[None]:
    """Whoever traces the tests goes on afterwards."""
    before = sys.gettrace()
    yield
    sys.settrace(before)


_CALLED_BY_NOBODY = {"__del__", "_do_wait"}
"""A finalizer, and asyncio's callback that collects a child (from Python 3.12 on): what they raise reaches no call."""


def _called_by_nobody(frame: Any) -> bool:
    while frame is not None:
        if frame.f_code.co_name in _CALLED_BY_NOBODY:
            return True
        frame = frame.f_back
    return False


def _interrupted(call: Callable[[], object], seen: set[object], functions: tuple[str, ...] = ()) -> tuple[object, bool]:
    """At which line of ours that was not seen yet, None when there is none, and whether the app heard of it.

    Arguments: `functions` are the only ones to be interrupted, by their qualified names; all where there are none.
    """
    line: object = None

    def trace(frame: Any, event: str, _arg: object) -> Any:
        nonlocal line
        here = (frame.f_code, frame.f_lineno)
        is_ours = str(frame.f_globals.get("__name__")).startswith("desktop_rum.")
        is_ours = is_ours and (not functions or frame.f_code.co_qualname in functions)
        if event == "line" and is_ours and here not in seen and not _called_by_nobody(frame):
            seen.add(here)
            line = f"{frame.f_code.co_filename}:{frame.f_lineno}"
            sys.settrace(None)
            raise _TimeIsUpError
        return trace

    sys.settrace(trace)
    try:
        call()
    except _TimeIsUpError:
        return line, True
    except (subprocess.TimeoutExpired, OSError):
        return line, False
    finally:
        sys.settrace(None)
    return line, False


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.usefixtures("untraced")
def test_it_reaches_the_app_from_each_line(call: str, sdk: Recorder) -> None:
    seen: set[object] = set()
    lines: dict[object, bool] = {}
    while (found := _interrupted(CALLS[call], seen))[0] is not None:
        lines.update([found])
    gc.collect()  # children that nobody waits for any more are complained of here, and not in a later test
    assert len(lines) > 10
    assert [line for line, heard in lines.items() if not heard] == [], "where it was kept from the app"
    assert subprocess.run(["/bin/sh", "-c", "exit 7"], check=False).returncode == 7
    # Children of calls that were left may end at any moment, too.
    statuses = [event["resource"].get("status_code") for event in sdk.resources(1)]
    assert statuses.count(7) == 1, "commands are seen as before"


TELLING = ("Runs.close", "Pipeline.put")
WAITING = ("WaitsInstrument._patched_wait.<locals>.wait", "ExitWatcher.unwatch")


@pytest.mark.usefixtures("untraced")
def test_an_end_is_told_once_wherever_its_telling_is_interrupted(sdk: Recorder) -> None:
    seen: set[object] = set()
    runs = 1
    while _interrupted(lambda: os.system("exit 5"), seen, TELLING)[0] is not None:
        runs += 1
    assert runs > 10
    # The one that was interrupted before anything was done is still open.
    assert [event["resource"].get("status_code") for event in sdk.resources(runs - 1)] == [5] * (runs - 1)


@pytest.mark.usefixtures("untraced")
def test_a_child_is_told_of_wherever_the_wait_for_it_is_interrupted(
    sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rum.instrument.exits.watcher.OWNER_SECONDS", 0.01)
    pids: list[int] = []

    def call() -> None:
        pids.append(os.spawnv(os.P_NOWAIT, "/bin/sh", ["sh", "-c", "exit 5"]))
        os.waitpid(pids[-1], 0)

    seen: set[object] = set()
    interrupted: list[int] = []
    while (line := _interrupted(call, seen, WAITING)[0]) is not None:
        path, _, number = str(line).rpartition(":")
        if linecache.getline(path, int(number)).strip() != "try:":  # where nothing is done, no handler comes
            interrupted.append(pids[-1])
    assert len(interrupted) > 10
    told: list[dict[str, Any]] = []
    while not {event["context"].get("pid") for event in told}.issuperset(
        interrupted
    ):  # those of earlier tests may come late
        before = len(told)
        told = sdk.resources(before + 1)
        assert len(told) > before
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
