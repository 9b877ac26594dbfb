"""A clock that stands still until a test moves it, and knows when every thread of the SDK waits for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_rum.clock import Bell

START_NS: Final = 1_760_000_000_000_000_000
"""Some day in October 2025."""

PATIENCE: Final = 30.0
"""Seconds that a thread may take to do its work, however busy the machine is."""


class ManualClock:
    """Wall clock and monotonic clock, moved together or, for a jump, the wall clock alone."""

    def __init__(self) -> None:
        self._wall_ns = START_NS
        self._monotonic_ns = 5_000_000_000
        self._changed = threading.Condition()
        self._waiting: dict[Bell, int | None] = {}
        """The bell of each thread that waits, and when it is woken otherwise, on the monotonic clock."""

    def now_ns(self) -> int:
        return self._wall_ns

    def monotonic_ns(self) -> int:
        return self._monotonic_ns

    def wait(self, bell: Bell, timeout: float | None) -> bool:
        with self._changed:
            self._hear(bell)
            if bell.wait(0):
                return True
            due = None if timeout is None else self._monotonic_ns + int(timeout * 1e9)
            if due is not None and due <= self._monotonic_ns:
                return False
            self._waiting[bell] = due
            self._changed.notify_all()
        bell.wait(None)
        return due is None or self._monotonic_ns < due

    def _hear(self, bell: Bell) -> None:
        """Whoever is rung for waits no more from that moment on, and not only once its thread has noticed."""
        if "ring" in vars(bell):
            return
        ring = bell.ring

        def heard() -> None:
            with self._changed:
                self._waiting.pop(bell, None)
                ring()

        vars(bell)["ring"] = heard

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._changed:
            self._wall_ns += int(seconds * 1e9)
            self._monotonic_ns += int(seconds * 1e9)
            for bell, due in list(self._waiting.items()):
                if due is not None and due <= self._monotonic_ns:
                    bell.ring()

    def jump(self, seconds: float) -> None:
        """Set the wall clock, as a user or a time server does."""
        self._wall_ns += int(seconds * 1e9)

    def wait_until_idle(self, threads: int) -> None:
        """Return once so many threads wait and none of them has been woken."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._waiting) >= threads, PATIENCE), "the SDK's threads are busy"
