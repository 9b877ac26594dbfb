"""How processes ended that are no children of ours: their parents say so, or the system tells."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from desktop_rum.instrument.exits.foreign import HeldProcess, hold

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from desktop_rum.channel.messages import Ended

MOST_HELD: Final = 64
"""Processes that are each held by an open file until it is known how they ended."""

MOST_TOLD: Final = 1_000
"""Ends that parents have told of processes that are not known yet, or live."""


class ForeignEnds:
    """What is known of their ends, by pid."""

    def __init__(self, status_of: Callable[[int], int | None]) -> None:
        """Arguments: the exit status of a pid that is gone, where it was a child of ours after all."""
        self._status_of = status_of
        self._held: dict[int, HeldProcess] = {}
        self._told: dict[tuple[int, int], tuple[int | None, bool]] = {}
        """Status, and whether the app asked for it, by who said so and of whom."""

    def hold(self, pid: int, connection: socket.socket) -> None:
        """Soon there may be nobody left who knows how it ended: from any thread, once it has connected."""
        if pid not in self._held and len(self._held) < MOST_HELD:
            with contextlib.suppress(OSError):
                self._held[pid] = hold(pid, connection)

    def let_go(self, pid: int) -> int | None:
        """The exit status of a process that is held, where it is dead; it is held no more."""
        held = self._held.pop(pid, None)
        if held is None:
            return None
        status = held.status()
        held.close()
        return status

    def close_files(self) -> None:
        """Close every file: also in a forked child."""
        while self._held:  # otherwise nothing is written to there
            self._held.popitem()[1].close()

    def on_told(self, starter: int, ended: Ended) -> None:
        """A process says of another that it has started that one, and how it ends."""
        status, requested = self._told.pop((starter, ended.pid), (None, False))
        requested = requested and status is None  # otherwise that was another process of this pid
        self._told[starter, ended.pid] = ended.returncode, requested or ended.requested
        if len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]

    def end_of(self, pid: int, starter: int | None) -> tuple[int | None, bool]:
        """Status of a process that is gone, and whether the app asked for it; its parent is believed where both agree.

        Arguments: also who has started it, as it says itself.
        """
        told, requested = (None, False) if starter is None else self._told.get((starter, pid), (None, False))
        held, own = self.let_go(pid), self._status_of(pid)
        status = next((status for status in (told, own, held) if status is not None), None)
        if status is not None and starter is not None:
            self._told.pop((starter, pid), None)  # the pid is another one's from now on
        return status, requested
