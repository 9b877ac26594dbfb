"""Where the system tells of no exit: nothing can be watched, so that the watcher looks from time to time."""

from __future__ import annotations

import errno
import threading

from desktop_rum.instrument.exits.source import StillRunning


class PollingSource:
    """Watches nothing, and only sleeps."""

    def __init__(self) -> None:
        self._wakened = threading.Event()

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
        self._wakened.clear()
        return ()

    def wake(self) -> None:
        """See `ExitSource`."""
        self._wakened.set()

    @staticmethod
    def status(number: int) -> int | None:
        """See `ExitSource`; nothing is known by a number."""
        raise StillRunning(number)

    def close(self) -> None:
        """See `ExitSource`."""
