"""macOS and the BSDs: a kqueue tells the exits of processes by pid, without a file for each."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

from desktop_rum import native
from desktop_rum.descriptors import pipe
from desktop_rum.instrument.exits.child_status import child_status

if TYPE_CHECKING:
    from collections.abc import Iterator

assert sys.platform != "win32"  # noqa: S101 - mypy reads on only there


class KqueueSource:
    """A kqueue of processes, known by their pids."""

    def __init__(self, system: Any = native.select) -> None:
        """Arguments: what has `kqueue`, `kevent` and their constants."""
        self._system = system
        self._queue = system.kqueue()
        self._wake_read, self._wake_write = pipe()
        os.set_blocking(self._wake_write, False)
        self._register(self._wake_read, system.KQ_FILTER_READ, system.KQ_EV_ADD)

    @staticmethod
    def open(pid: int) -> int:
        """See `ExitSource`."""
        return pid

    def arm(self, number: int) -> None:
        """See `ExitSource`; a process that is gone already raises ESRCH."""
        system = self._system
        self._register(number, system.KQ_FILTER_PROC, system.KQ_EV_ADD | system.KQ_EV_ONESHOT, system.KQ_NOTE_EXIT)

    def remove(self, number: int) -> None:
        """See `ExitSource`; what has exited has left the queue."""
        self._register(number, self._system.KQ_FILTER_PROC, self._system.KQ_EV_DELETE)

    def wait(self, seconds: float | None) -> Iterator[int]:
        """See `ExitSource`."""
        for event in self._queue.control(None, 64, seconds):
            if event.filter == self._system.KQ_FILTER_READ:
                os.read(self._wake_read, 4096)
            else:
                yield event.ident

    def wake(self) -> None:
        """See `ExitSource`."""
        with contextlib.suppress(BlockingIOError):  # it has been woken often enough
            os.write(self._wake_write, b"\0")

    @staticmethod
    def status(number: int) -> int | None:
        """See `ExitSource`."""
        return child_status(number)

    def close(self) -> None:
        """See `ExitSource`."""
        with contextlib.suppress(OSError):  # a forked child does not get it
            self._queue.close()
        for descriptor in (self._wake_read, self._wake_write):
            os.close(descriptor)

    def _register(self, number: int, kind: int, flags: int, what: int = 0) -> None:
        self._queue.control([self._system.kevent(number, kind, flags, what)], 0, 0)
