"""Whose child a process is: it and its ancestors below this process, as the system has them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_rum.process_table import ProcessTable

_MOST_SEEN: Final = 64
_MOST_KEPT: Final = 16


def descent(pid: int, table: ProcessTable) -> tuple[tuple[int, ...], float | None]:
    """The process and its ancestors, the nearest first, and when the process started, where that can be seen."""
    line: list[int] = []
    first = reading = table.read(pid)
    while reading is not None and len(line) < _MOST_SEEN:
        line.append(reading.pid)
        reading = table.read(reading.parent) if reading.parent > 0 else None
    return below_this(pid, line[1:]), None if first is None else first.started


def claimed_descent(
    pid: int, ancestors: Iterable[int], table: ProcessTable, speaks_for_itself: Callable[[int], bool]
) -> tuple[int, ...]:
    """The same for a process that is gone, by what it said itself, as far as that can be believed.

    Of an ancestor that lives, the system knows better whose child that is. One that has connected itself is not spoken
    for: anybody could say something in its name and be gone.
    """
    line = [pid]
    for ancestor in ancestors:
        if table.read(ancestor) is not None:
            line += () if ancestor == os.getpid() else descent(ancestor, table)[0]
            break
        line.append(ancestor)
    spoken = next((place for place, other in enumerate(line) if place and speaks_for_itself(other)), len(line))
    return below_this(pid, line[1:spoken])


def below_this(pid: int, ancestors: list[int]) -> tuple[int, ...]:
    """A process and those of its ancestors that come before this process, the nearest first."""
    line = [pid, *ancestors]
    below = line[: line.index(os.getpid())] if os.getpid() in line else line
    return tuple(below[:_MOST_KEPT]) or (pid,)
