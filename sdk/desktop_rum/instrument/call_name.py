"""The name of the call that the app made, found by walking up the frames.

Going by what a frame executes also names `run` right where the app did `from subprocess import run` before `init()`,
and makes one command of nested calls (`check_output` calls `run`, which calls `Popen`) without a guard for each.
Functions are known by module and name, so that asyncio need not be imported for an app that does without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

MAX_GAP: Final = 3
"""Frames of others between two known ones: the wrappers of whoever else patched."""

_CALLS: Final[dict[str, tuple[str, str]]] = {
    "run": ("subprocess", "run"),
    "call": ("subprocess", "call"),
    "check_call": ("subprocess", "check-call"),
    "check_output": ("subprocess", "check-output"),
    "getoutput": ("subprocess", "getoutput"),
    "getstatusoutput": ("subprocess", "getstatusoutput"),
    "popen": ("os", "popen"),
    "create_subprocess_exec": ("asyncio.subprocess", "create-subprocess-exec"),
    "create_subprocess_shell": ("asyncio.subprocess", "create-subprocess-shell"),
    "subprocess_exec": ("asyncio.base_events", "subprocess-exec"),
    "subprocess_shell": ("asyncio.base_events", "subprocess-shell"),
}
"""Name of the function: its module, and the name of the call in a url."""

WAITS_ITSELF: Final = frozenset({"run", "call", "check-call", "check-output", "getoutput", "getstatusoutput"})
"""Calls that return when the child is gone: their children need no watch."""


def name_of_call(frame: FrameType | None, name: str) -> str:
    """The outermost known call above `frame`, or `name` where there is none."""
    gap = 0
    while frame is not None and gap <= MAX_GAP:
        known = _CALLS.get(frame.f_code.co_name)
        if known is not None and frame.f_globals.get("__name__") == known[0]:
            name, gap = known[1], 0
        else:
            gap += 1
        frame = frame.f_back
    return name
