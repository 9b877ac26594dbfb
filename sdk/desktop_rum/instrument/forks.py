"""Knows which forks are followed at once by an exec: such a child has nothing to report before that."""

from __future__ import annotations

import functools
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

making_way: Final[set[int]] = set()
"""The threads, or greenlets, that are in a call whose fork is followed by an exec."""

_put_off: Final[list[Callable[[], object]]] = []


def let_go(of_the_parents: Callable[[], object]) -> None:
    """In a forked child: let go of what is the parent's, unless an exec follows, which closes all of it anyway.

    Doing it before an exec would copy hundreds of pages of memory, and cost the parent time as well.
    """
    if threading.get_ident() in making_way:
        _put_off.append(of_the_parents)
    else:
        making_way.clear()
        of_the_parents()


def made_way() -> None:
    """The call is over; in the child that means that the exec failed."""
    making_way.discard(threading.get_ident())
    if _put_off:
        making_way.clear()  # the other threads are the parent's
        _put_off.pop()()


def makes_way(start: Callable[..., None]) -> Callable[..., None]:
    """The same call, noting that an exec follows its fork; not with a `preexec_fn`, which runs Python before."""

    @functools.wraps(start)
    def call(*args: Any, **kwargs: Any) -> None:
        if "preexec_fn" in kwargs:
            start(*args, **kwargs)
            return
        making_way.add(threading.get_ident())
        try:
            start(*args, **kwargs)
        finally:
            made_way()

    return call
