"""Which of many sockets have something to read, in each platform's way: one descriptor that is readable when any is.

Sockets are added and taken out by any thread while another one sleeps on that descriptor: epoll and kqueue notice.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any, Final, Protocol

from desktop_rum import descriptors
from desktop_rum.native import select

_PLATFORM: Final[str] = sys.platform
_AT_ONCE: Final = 64


class Readiness(Protocol):
    """A set of descriptors that are waited for."""

    closed: bool

    def fileno(self) -> int:
        """Readable when one of them is."""

    def add(self, descriptor: int) -> None:
        """Wait for this one as well."""

    def remove(self, descriptor: int) -> None:
        """Wait for it no more; nothing happens where nobody did."""

    def ready(self) -> list[int]:
        """Some of those that are readable now."""

    def close(self) -> None:
        """Also right after a fork, where a kqueue does not exist any more."""


class EpollReadiness:
    """Linux."""

    def __init__(self) -> None:
        self.closed = False
        self._epoll = descriptors.epoll()

    def fileno(self) -> int:
        """See `Readiness`."""
        return self._epoll.fileno()

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

    def close(self) -> None:
        """See `Readiness`."""
        self.closed = True
        self._epoll.close()


class KqueueReadiness:
    """macOS."""

    def __init__(self, system: Any = select) -> None:
        """Arguments: what has `kqueue`, `kevent` and their constants."""
        self.closed = False
        self._system = system
        self._queue = system.kqueue()

    def fileno(self) -> int:
        """See `Readiness`."""
        return int(self._queue.fileno())

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

    def close(self) -> None:
        """See `Readiness`."""
        self.closed = True
        with contextlib.suppress(OSError):
            self._queue.close()

    def _change(self, descriptor: int, flags: int) -> None:
        self._queue.control([self._system.kevent(descriptor, self._system.KQ_FILTER_READ, flags)], 0, 0)


def readiness_of_this_platform() -> Readiness | None:
    """The way that this machine has; None where nobody can say who is at the other end (`peers.py`)."""
    if _PLATFORM == "linux":
        return EpollReadiness()
    return KqueueReadiness() if _PLATFORM == "darwin" else None
