"""Which forks only make way for another program: their children have nothing to report before they are that program."""

from __future__ import annotations

import threading


class _Forks(threading.local):
    makes_way = False


_forks = _Forks()


class MakingWay:
    """While it is entered, what this thread forks executes another program at once."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = _forks.makes_way
        _forks.makes_way = True

    def __exit__(self, *_error: object) -> None:
        _forks.makes_way = self._before


def makes_way() -> bool:
    """In a forked child: whether another program is about to take its place."""
    return _forks.makes_way
