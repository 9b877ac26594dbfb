"""Which of many sockets have something to read, in each platform's way, and a thread that sleeps until one has.

Sockets are added and taken out by any thread while another one sleeps.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop_rum import descriptors
from desktop_rum.native import select

if TYPE_CHECKING:
    from collections.abc import Callable

_AT_ONCE: Final = 64
_WAKE_BYTES: Final = 4_096


class Readiness(Protocol):
    """A set of descriptors that are waited for."""

    most: int
    """How many it holds."""

    closed: bool

    def wait(self, seconds: float | None) -> bool:
        """Sleep until one of them is readable or somebody wakes us, at most so long; returns whether that was it.

        Raises:
            OSError: the app has closed every file there is, as daemons do.
        """

    def wake(self) -> None:
        """End the sleep of another thread."""

    def add(self, descriptor: int) -> None:
        """Wait for this one as well."""

    def remove(self, descriptor: int) -> None:
        """Wait for it no more; nothing happens where nobody did."""

    def ready(self) -> list[int]:
        """Some of those that are readable now."""

    def close(self) -> None:
        """Also right after a fork, where a kqueue does not exist any more."""


class _Queue:
    """Sleeps on the one descriptor that is readable when any of its set is: epoll and kqueue notice what is added."""

    most: int = sys.maxsize

    def __init__(self, descriptor: int, close: Callable[[], None]) -> None:
        """Arguments: that descriptor, and what closes it, also where there is no room for more files."""
        self.closed = False
        self._close = close
        try:
            self._wake_read, self._wake_write = descriptors.pipe()
        except OSError:
            close()
            raise
        self._poll = select.poll()
        self._poll.register(self._wake_read, select.POLLIN)
        self._poll.register(descriptor, select.POLLIN)

    def wait(self, seconds: float | None) -> bool:
        """See `Readiness`."""
        ready = self._poll.poll(None if seconds is None else seconds * 1000)
        if any(state & select.POLLNVAL for _, state in ready):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        if any(descriptor == self._wake_read for descriptor, _ in ready):
            os.read(self._wake_read, _WAKE_BYTES)
        return bool(ready)

    def wake(self) -> None:
        """See `Readiness`."""
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"\0")

    def close(self) -> None:
        """See `Readiness`."""
        if self.closed:
            return
        self.closed = True
        with contextlib.suppress(OSError):
            self._close()
        descriptors.close_all(self._wake_read, self._wake_write)


class EpollReadiness(_Queue):
    """Linux."""

    def __init__(self) -> None:
        self._epoll = descriptors.epoll()
        super().__init__(self._epoll.fileno(), self._epoll.close)

    def add(self, descriptor: int) -> None:
        """See `Readiness`."""
        self._epoll.register(descriptor, select.EPOLLIN)

    def remove(self, descriptor: int) -> None:
        """See `Readiness`."""
        with contextlib.suppress(OSError):
            self._epoll.unregister(descriptor)

    def ready(self) -> list[int]:
        """See `Readiness`."""
        return [descriptor for descriptor, _ in self._epoll.poll(0, _AT_ONCE)]


class KqueueReadiness(_Queue):
    """macOS."""

    def __init__(self, system: Any = select) -> None:
        """Arguments: what has `kqueue`, `kevent` and their constants."""
        self._system = system
        self._queue = system.kqueue()
        super().__init__(int(self._queue.fileno()), self._queue.close)

    def add(self, descriptor: int) -> None:
        """See `Readiness`."""
        self._change(descriptor, self._system.KQ_EV_ADD)

    def remove(self, descriptor: int) -> None:
        """See `Readiness`."""
        with contextlib.suppress(OSError):
            self._change(descriptor, self._system.KQ_EV_DELETE)

    def ready(self) -> list[int]:
        """See `Readiness`."""
        return [event.ident for event in self._queue.control(None, _AT_ONCE, 0)]

    def _change(self, descriptor: int, flags: int) -> None:
        self._queue.control([self._system.kevent(descriptor, self._system.KQ_FILTER_READ, flags)], 0, 0)
