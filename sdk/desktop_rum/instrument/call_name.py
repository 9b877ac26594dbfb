"""The name of the call that the app made, found by walking up the frames.

Going by what a frame executes also names `run` right where the app did `from subprocess import run` before `init()`,
and makes one command of nested calls (`check_output` calls `run`, which calls `Popen`) without a guard for each: a
guard would also swallow what a signal handler starts meanwhile, or lose what is started in a callback.
Functions are known by module and name, so that asyncio need not be imported for an app that does without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from types import FrameType

MAX_GAP: Final = 3
"""Frames of others between the child's start and a known call: the wrappers of whoever else patched."""


class _Call(msgspec.Struct, frozen=True):
    module: str
    name: str
    """As in a url."""
    child: str | None = None
    """The local variable that holds the child once it is started: what happens below it then is another call."""


_CALLS: Final[dict[str, _Call]] = {
    "run": _Call("subprocess", "run", "process"),
    "call": _Call("subprocess", "call", "p"),
    "check_call": _Call("subprocess", "check-call", "retcode"),
    "check_output": _Call("subprocess", "check-output"),
    "getoutput": _Call("subprocess", "getoutput"),
    "getstatusoutput": _Call("subprocess", "getstatusoutput", "data"),
    "popen": _Call("os", "popen", "proc"),
    "spawnl": _Call("os", "spawnl"),
    "spawnle": _Call("os", "spawnle"),
    "spawnlp": _Call("os", "spawnlp"),
    "spawnlpe": _Call("os", "spawnlpe"),
    "spawnv": _Call("os", "spawnv"),
    "spawnve": _Call("os", "spawnve"),
    "spawnvp": _Call("os", "spawnvp"),
    "spawnvpe": _Call("os", "spawnvpe"),
    "create_subprocess_exec": _Call("asyncio.subprocess", "create-subprocess-exec", "transport"),
    "create_subprocess_shell": _Call("asyncio.subprocess", "create-subprocess-shell", "transport"),
    "subprocess_exec": _Call("asyncio.base_events", "subprocess-exec", "transport"),
    "subprocess_shell": _Call("asyncio.base_events", "subprocess-shell", "transport"),
}
"""Name of the function: what it is."""

WAITS_ITSELF: Final = frozenset({"run", "call", "check-call", "check-output", "getoutput", "getstatusoutput"})
"""Calls that return when the child is gone: their children need no watch."""

_LOOPS: Final = ("asyncio.", "qasync", "desktop_rum.")
"""Modules whose frames lie between a call and its child as a matter of course."""


def name_of_call(frame: FrameType | None, name: str) -> str:
    """The outermost known call above `frame`, or `name` where there is none."""
    others = 0
    while frame is not None:
        known = _CALLS.get(frame.f_code.co_name)
        if known is not None and frame.f_globals.get("__name__") == known.module:
            if others and known.child is not None and known.child in frame.f_locals:
                return name
            return _outermost(frame.f_back, known.name)
        if not str(frame.f_globals.get("__name__")).startswith(_LOOPS):
            others += 1
            if others > MAX_GAP:
                return name
        frame = frame.f_back
    return name


def _outermost(frame: FrameType | None, name: str) -> str:
    """Known calls call each other directly."""
    while frame is not None:
        known = _CALLS.get(frame.f_code.co_name)
        if known is None or frame.f_globals.get("__name__") != known.module:
            return name
        name = known.name
        frame = frame.f_back
    return name
