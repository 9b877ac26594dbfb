"""Where the system tells of no exit: nothing can be watched, so that the watcher looks from time to time."""

from __future__ import annotations

import errno

from desktop_rum.clock import Bell
from desktop_rum.instrument.exits.source import StillRunning


class PollingSource:
    """Watches nothing, and only sleeps."""

    def __init__(self) -> None:
        self._wakened = Bell()

    @staticmethod
    def open(pid: int) -> int:
        """See `ExitSource`."""
        raise OSError(errno.ENOSYS, "processes cannot be watched here", pid)

    @staticmethod
    def arm(number: int) -> None:
        """See `ExitSource`; nothing is known by a number."""

    @staticmethod
    def remove(number: int) -> None:
        """See `ExitSource`; nothing is known by a number."""

    def wait(self, seconds: float | None) -> tuple[int, ...]:
        """See `ExitSource`."""
        self._wakened.wait(seconds)
        return ()

    def wake(self) -> None:
        """See `ExitSource`."""
        self._wakened.ring()

    @staticmethod
    def status(number: int) -> int | None:
        """See `ExitSource`; nothing is known by a number."""
        raise StillRunning(number)

    def close(self) -> None:
        """See `ExitSource`."""
