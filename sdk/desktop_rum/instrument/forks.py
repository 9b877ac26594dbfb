"""Which forks only make way for another program: their children have nothing to report before they are that program."""

from __future__ import annotations

import functools
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

making_way: Final[set[int]] = set()
"""The threads, or greenlets, that are in a call whose fork executes another program at once."""

_put_off: Final[list[Callable[[], object]]] = []


def let_go(of_the_parents: Callable[[], object]) -> None:
    """In a forked child: let go of what is the parent's, once it is known that no other program takes our place.

    All of it closes by itself when one does. Doing it before copies hundreds of pages of memory, for the parent too.
    """
    if threading.get_ident() in making_way:
        _put_off.append(of_the_parents)
    else:
        making_way.clear()
        of_the_parents()


def made_way() -> None:
    """The call is over; in the child that means that the other program could not be executed."""
    making_way.discard(threading.get_ident())
    if _put_off:
        making_way.clear()  # the other threads are the parent's
        _put_off.pop()()


def makes_way(start: Callable[..., None]) -> Callable[..., None]:
    """The same call, which forks in Python only to execute another program: with a `preexec_fn` not only for that."""

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
