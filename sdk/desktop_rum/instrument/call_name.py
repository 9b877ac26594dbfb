"""The name of the call that the app made, found by walking up the frames.

Going by what a frame executes also names `run` right where the app did `from subprocess import run` before `init()`,
and makes one command of nested calls (`check_output` calls `run`, which calls `Popen`) without a guard for each: a
guard would also swallow what a signal handler starts meanwhile, or lose what is started in a callback.

Between the call and the child's start lie the wrappers of whoever else patched, which hand the command on. What the
interpreter calls in between (a signal handler, a finalizer, a trace function) has never seen it: what that starts is
a command of its own, at whatever moment it comes.
Functions are known by module and name, so that asyncio need not be imported for an app that does without it.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Final

import msgspec

from desktop_rum.interruption import arguments_of

if TYPE_CHECKING:
    from types import FrameType

MAX_GAP: Final = 3
"""Wrappers of others between the child's start and a known call, or between two of these."""


class _Call(msgspec.Struct, frozen=True):
    module: str
    name: str
    """As in a url."""
    command: str = ""
    """The parameter that takes the command: a wrapper may put another in its place on the way."""


_CALLS: Final[dict[str, _Call]] = {
    "run": _Call("subprocess", "run", "popenargs"),
    "call": _Call("subprocess", "call", "popenargs"),
    "check_call": _Call("subprocess", "check-call", "popenargs"),
    "check_output": _Call("subprocess", "check-output", "popenargs"),
    "getoutput": _Call("subprocess", "getoutput", "cmd"),
    "getstatusoutput": _Call("subprocess", "getstatusoutput", "cmd"),
    "popen": _Call("os", "popen", "cmd"),
    "spawnl": _Call("os", "spawnl"),
    "spawnle": _Call("os", "spawnle"),
    "spawnlp": _Call("os", "spawnlp"),
    "spawnlpe": _Call("os", "spawnlpe"),
    "spawnv": _Call("os", "spawnv"),
    "spawnve": _Call("os", "spawnve"),
    "spawnvp": _Call("os", "spawnvp"),
    "spawnvpe": _Call("os", "spawnvpe"),
    "create_subprocess_exec": _Call("asyncio.subprocess", "create-subprocess-exec", "program"),
    "create_subprocess_shell": _Call("asyncio.subprocess", "create-subprocess-shell", "cmd"),
    "subprocess_exec": _Call("asyncio.base_events", "subprocess-exec", "program"),
    "subprocess_shell": _Call("asyncio.base_events", "subprocess-shell", "cmd"),
}
"""Name of the function: what it is."""

WAITS_ITSELF: Final = frozenset({"run", "call", "check-call", "check-output", "getoutput", "getstatusoutput"})
"""Calls that return when the child is gone: their children need no watch."""

_CALLED_BY_OTHERS: Final = frozenset({"run", "call", "check-output", "getstatusoutput"})
"""Calls that are made by other known calls."""

_LOOPS: Final = ("asyncio.", "qasync")
"""Modules whose frames lie between a call and its child as a matter of course."""

_ELSEWHERE: Final = frozenset({"gevent.", "eventlet.green."})
"""Packages with a `subprocess` of their own, which has the same functions."""

_OURS: Final = "desktop_rum."
"""Frames of the SDK: a patched call is under way, and what is started below it is a command of its own."""


def name_of_call(frame: FrameType | None, name: str, *start: object) -> str:
    """The outermost known call above `frame`, or `name` where there is none.

    Arguments: `start` is what shows a wrapper to be one: the `Popen` object that is made, the command that it is given.
    """
    first, others = frame, 0
    while frame is not None:
        known = _CALLS.get(frame.f_code.co_name)
        module = frame.f_globals.get("__name__")
        if known is not None and (module == known.module or _is_elsewhere(module, known.module)):
            if others and not _only_wrappers(first, frame, *start, _first(frame.f_locals.get(known.command))):
                return name
            return _outermost(frame.f_back, frame, known.name)
        module = str(module)
        if not module.startswith(_LOOPS):
            others += 1
            if others > MAX_GAP or module.startswith(_OURS):
                return name
        frame = frame.f_back
    return name


def is_called_by(first: FrameType, module: str, name: str, *passed: object) -> bool:
    """Whether the function `name` made the call below `first`, with nothing but wrappers of others in between.

    Arguments: `passed` is what it gave to the call.
    """
    frame: FrameType | None = first
    for _ in range(MAX_GAP + 1):
        if frame is None:
            return False
        if frame.f_code.co_name == name and frame.f_globals.get("__name__") == module:
            return _only_wrappers(first, frame, *passed)
        frame = frame.f_back
    return False


def _only_wrappers(first: FrameType | None, end: FrameType, *passed: object) -> bool:
    """Whether each frame from `first` up to below `end` hands on what `end` started, and is no interruption of it."""
    while first is not None and first is not end:
        if not str(first.f_globals.get("__name__")).startswith(_LOOPS):
            given = set(map(id, arguments_of(first)))
            if id(first.f_back) in given:  # the frame that a signal handler and a trace function are told of
                return False
            if given.isdisjoint(id(some) for some in passed if some is not None):
                return False
        first = first.f_back
    return True


def _first(value: object) -> object:
    return (value[0] if value else None) if type(value) is tuple else value


def _outermost(frame: FrameType | None, known: FrameType, name: str) -> str:
    """The outermost of known calls that call each other directly, or through functions put in their place by others."""
    first, others = frame, 0
    while frame is not None:
        code = frame.f_code
        call = _CALLS.get(code.co_name)
        module = None if call is None else frame.f_globals.get("__name__")
        if call is not None and (module == call.module or _is_elsewhere(module, call.module)):
            if others and not _only_wrappers(first, frame, _first(frame.f_locals.get(call.command))):
                return name
            name, known, others, first = call.name, frame, 0, frame.f_back
        else:
            others += 1
            if others > MAX_GAP or name not in _CALLED_BY_OTHERS or (others == 1 and _is_in_its_place(known)):
                return name
        frame = frame.f_back
    return name


def _is_in_its_place(known: FrameType) -> bool:
    """Whether nobody has wrapped the function of this frame: what wrapt makes has the code of what it wraps."""
    code = known.f_code
    function = known.f_globals.get(code.co_name)
    return type(function) is FunctionType and function.__code__ is code


def _is_elsewhere(module: object, known: str) -> bool:
    return isinstance(module, str) and module.endswith(known) and module.removesuffix(known) in _ELSEWHERE
