"""Knows which forks are followed at once by an exec: such a child has nothing to report before that.

The child finds that out by who has called `fork`. The parent notes nothing beforehand: it would have to copy each page
of memory that it writes to between the fork and the exec.
"""

from __future__ import annotations

from sys import _getframe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Final

_STARTS: Final = frozenset({("os", "_spawnvef"), ("pty", "spawn"), ("gevent.subprocess", "_execute_child")})
"""Module and name of the functions that fork in order to exec."""

_WAYS_TO_FORK: Final = frozenset({"pty", "gevent.os", "desktop_rum.instrument.forking_starts"})
"""Modules of the functions that lie between one of these and the fork."""

_put_off: Final[list[Callable[[], object]]] = []


def let_go(of_the_parents: Callable[[], object]) -> None:
    """In a forked child: let go of what is the parent's, unless an exec follows, which closes all of it anyway.

    Doing it before an exec would copy hundreds of pages of memory, and cost the parent time as well. Called by the
    function that runs in the child.
    """
    try:
        follows = _exec_follows(_getframe(2))
    except Exception:  # noqa: BLE001 - an audit hook of the app's may forbid to look
        follows = False
    if follows:
        _put_off.append(of_the_parents)
    else:
        of_the_parents()


def go_on_without_exec() -> None:
    """In a forked child whose exec failed, and which is a second copy of the app; elsewhere this does nothing."""
    while _put_off:
        _put_off.pop()()


def _exec_follows(frame: FrameType | None) -> bool:
    """Whether a call that starts a program has forked; not with a `preexec_fn`, which runs Python before the exec.

    Arguments: `frame` is who has called `fork`. Whoever forks while such a call waits, as a signal handler may, has a
    frame of another module's.
    """
    while frame is not None:
        module = frame.f_globals.get("__name__")
        if (module, frame.f_code.co_name) in _STARTS:
            return frame.f_locals.get("preexec_fn") is None
        if module not in _WAYS_TO_FORK:
            return False
        frame = frame.f_back
    return False
