"""What starts a command while another one is being started, or waited for, is named after its own call.

Signal handlers, finalizers and trace functions come between any two lines: each such moment is tried.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sdk.instrument.recorder import Recorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

OUTER = ["/bin/sh", "-c", "exit 6"]
INNER = ["/bin/sh", "-c", "exit 5"]


async def _async_exec() -> None:
    await (await asyncio.create_subprocess_exec(*OUTER)).wait()


OUTERS: dict[str, Callable[[], object]] = {
    "run": lambda: subprocess.run(OUTER, check=False),
    "call": lambda: subprocess.call(OUTER),
    "check-output": lambda: subprocess.check_output(["/bin/sh", "-c", "exit 0"]),
    "getoutput": lambda: subprocess.getoutput("exit 6"),
    "popen": lambda: os.popen("exit 6").close(),
    "create-subprocess-exec": lambda: asyncio.run(_async_exec()),
    "spawnl": lambda: os.spawnl(os.P_WAIT, OUTER[0], *OUTER),
}
"""Calls of the app by their names."""


def _spawned() -> None:
    os.waitpid(os.posix_spawn(INNER[0], INNER, {}), 0)


INNERS: dict[str, Callable[[], object]] = {
    "popen": lambda: subprocess.Popen(INNER).wait(),
    "posix-spawn": _spawned,
    "run": lambda: subprocess.run(INNER, check=False),
    "system": lambda: os.system("exit 5"),
    "spawnv": lambda: os.spawnv(os.P_WAIT, INNER[0], INNER),
}
"""What is started meanwhile."""


class _Finalized:
    def __init__(self, what: Callable[[], object]) -> None:
        self.what = what

    def __del__(self) -> None:
        self.what()


class _Watched:
    """May be referred to weakly."""


def _by_signal(what: Callable[[], object]) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: what())
    signal.raise_signal(signal.SIGUSR1)
    signal.signal(signal.SIGUSR1, before)


def _by_finalizer(what: Callable[[], object]) -> None:
    _Finalized(what)


def _by_weak_reference(what: Callable[[], object]) -> None:
    watched = _Watched()
    reference = weakref.ref(watched, lambda _: what())
    del watched
    assert reference() is None


INTERRUPTIONS = (_by_signal, _by_finalizer, _by_weak_reference)

MOMENTS: list[tuple[Any, str]] = [
    (subprocess.Popen, "_get_handles"),
    (subprocess.Popen, "_execute_child"),
    (subprocess.Popen, "__enter__"),
    (subprocess.Popen, "_wait"),
    (os, "pipe"),
    (os, "read"),
    (os, "close"),
    (os, "posix_spawn"),
]
"""Functions, before and after which the interruption comes."""


TRACED = ("subprocess", "os", "asyncio.subprocess", "asyncio.base_", "asyncio.unix_", "desktop_rum.instrument.")
"""Modules that have a part in a start."""


@pytest.fixture(autouse=True)
def _quiet_watchers(caplog: pytest.LogCaptureFixture) -> None:
    """Asyncio tells of selectors at every start."""
    caplog.set_level("WARNING", "asyncio")


@pytest.fixture
def untraced() -> Iterator[None]:
    """Whoever traces the tests goes on afterwards."""
    before = sys.gettrace()
    yield
    sys.settrace(before)


def _names(events: list[dict[str, Any]]) -> Counter[str]:
    return Counter(event["resource"]["url"].partition("://")[0] for event in events)


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@pytest.mark.parametrize(("owner", "name"), MOMENTS, ids=lambda value: getattr(value, "__name__", value))
def test_an_interruption_within_a_start(
    owner: Any, name: str, interruption: Any, sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = getattr(owner, name)
    left = list(INNERS)

    def interrupt(until: int) -> None:
        while len(left) > until and threading.current_thread() is threading.main_thread():
            interruption(INNERS[left.pop()])

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        interrupt(2)
        result = original(*args, **kwargs)
        interrupt(0)
        return result

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, interrupted)
        patched.setattr(subprocess, "_USE_POSIX_SPAWN", name == "posix_spawn")
        subprocess.run(OUTER, check=False, close_fds=False)
    assert _names(sdk.resources(len(INNERS) + 1)) == Counter(["run", *INNERS])


@pytest.mark.parametrize("outer", OUTERS)
@pytest.mark.usefixtures("untraced")
def test_an_interruption_at_each_line(outer: str, sdk: Recorder) -> None:
    seen: set[object] = set()

    def trace(frame: Any, event: str, _arg: object) -> Any:
        """Once for each line of the standard library's and of our own code."""
        line = (frame.f_code, frame.f_lineno)
        if not str(frame.f_globals.get("__name__")).startswith(TRACED):
            return None
        if event == "line" and line not in seen:
            seen.add(line)
            with contextlib.suppress(FileNotFoundError):
                subprocess.Popen(["/missing"])
        return trace

    sys.settrace(trace)
    try:
        OUTERS[outer]()
    finally:
        sys.settrace(None)
    moments = len(seen)
    assert moments > 10
    names = _names(sdk.resources(moments + 1))
    assert names == Counter({"popen": moments}) + Counter([outer])


def test_a_handler_that_has_the_same_command_at_hand(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """`partial` gives it the command as an argument, as a wrapper gets it."""

    def handler(command: list[str], _number: int, _frame: object) -> None:
        subprocess.Popen(command).wait()

    class Interrupting(subprocess.Popen):  # type: ignore[type-arg]
        def __new__(cls, *_args: object, **_kwargs: object) -> Any:
            monkeypatch.undo()
            signal.raise_signal(signal.SIGUSR1)
            return super().__new__(cls)

    before = signal.signal(signal.SIGUSR1, partial(handler, OUTER))
    monkeypatch.setattr(subprocess, "Popen", Interrupting)
    subprocess.run(OUTER, check=False)
    signal.signal(signal.SIGUSR1, before)
    assert _names(sdk.resources(2)) == {"run": 1, "popen": 1}


def test_a_protocol_factory_that_starts_a_command(sdk: Recorder) -> None:
    def factory() -> asyncio.SubprocessProtocol:
        subprocess.Popen(INNER).wait()
        return Protocol()

    class Protocol(asyncio.SubprocessProtocol):
        def process_exited(self) -> None:
            ended.set()

    ended = asyncio.Event()

    async def main() -> None:
        transport, _ = await asyncio.get_running_loop().subprocess_exec(
            factory, *OUTER, stdin=None, stdout=None, stderr=None
        )
        await ended.wait()
        transport.close()

    asyncio.run(main())
    assert _names(sdk.resources(2)) == {"popen": 1, "subprocess-exec": 1}


def _by_init(original: Any) -> Any:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - as sentry-sdk does it
        original.__init__(self, *list(args), **dict(kwargs))

    return type("Popen", (original,), {"__init__": __init__})


def _by_function(original: Any) -> Any:
    def popen(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs)

    return popen


def _with_another_command(original: Any) -> Any:
    return lambda command, **kwargs: original(["/usr/bin/env", *command], **kwargs)


def _in_layers(original: Any) -> Any:
    return _by_function(_by_function(_by_init(original)))


@pytest.mark.parametrize("wrapped", [_by_init, _by_function, _with_another_command, _in_layers])
def test_wrappers_of_others_are_no_interruption(wrapped: Any, sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", wrapped(subprocess.Popen))
        subprocess.check_call(["/bin/true"])
    assert _names(sdk.resources(1)) == {"check-call": 1}


def test_a_wrapped_posix_spawn_is_still_that_of_popen(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.posix_spawn
    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_spawn", _by_function(original))
        subprocess.Popen(OUTER, close_fds=False).wait()
    assert _names(sdk.resources(1)) == {"popen": 1}


@pytest.mark.skipif(not hasattr(os, "_spawnvef"), reason="spawns are built-ins here")
def test_a_wrapped_spawn_has_the_name_of_the_call(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "_spawnvef", _by_function(vars(os)["_spawnvef"]))
        os.spawnl(os.P_WAIT, OUTER[0], *OUTER)
    assert _names(sdk.resources(1)) == {"spawnl": 1}


def test_a_spawn_within_a_spawn_leaves_it_its_pid(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.waitpid

    def waitpid(*args: Any) -> Any:
        monkeypatch.undo()
        _by_signal(INNERS["spawnv"])
        return original(*args)

    monkeypatch.setattr(os, "waitpid", waitpid)
    os.spawnl(os.P_WAIT, OUTER[0], *OUTER)
    events = sdk.resources(2)
    assert all(event["context"]["pid"] for event in events)
