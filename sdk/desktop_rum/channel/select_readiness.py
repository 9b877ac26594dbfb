"""Which of many sockets have something to read, where the system has `select` only, and of sockets only: Windows."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from typing import Final

from desktop_rum import descriptors
from desktop_rum.native import select

_PAUSE_SECONDS: Final = 0.01
"""After a failure, so that none is an endless loop."""

_MANY: Final = 4_096


class SelectReadiness:
    """See `Readiness`. A sleeping thread does not see what is added, so it is woken for that."""

    most: int = 500  # `select` takes 512 there, and not all of them are connections

    def __init__(self) -> None:
        """See `Readiness`.

        Raises:
            OSError: there is no room for its files.
        """
        self.closed = False
        self._descriptors: dict[int, None] = {}
        self._asleep = False
        self._wakened, self._waker = map(descriptors.moved, socket.socketpair())
        for end in (self._wakened, self._waker):
            end.setblocking(False)  # noqa: FBT003 - has no keyword

    def wait(self, seconds: float | None) -> bool:
        """See `Readiness`."""
        self._asleep = True  # first: what is added from here on wakes us, what was before is in the list
        try:
            ready = self._select([self._waking_end(), *self._descriptors], seconds)
        finally:
            self._asleep = False
        with contextlib.suppress(BlockingIOError):
            while self._wakened.recv(_MANY):
                pass
        return bool(ready)

    def wake(self) -> None:
        """See `Readiness`."""
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    def add(self, descriptor: int) -> None:
        """See `Readiness`."""
        self._descriptors[descriptor] = None
        if self._asleep:
            self.wake()

    def remove(self, descriptor: int) -> None:
        """See `Readiness`."""
        self._descriptors.pop(descriptor, None)

    def ready(self) -> list[int]:
        """See `Readiness`: all of them."""
        return self._select(list(self._descriptors), 0)

    def close(self) -> None:
        """See `Readiness`."""
        self.closed = True
        self._wakened.close()
        self._waker.close()

    def _select(self, descriptors_: list[int], seconds: float | None) -> list[int]:
        """Those that are readable; all where one of them has been closed meanwhile."""
        if not descriptors_:
            return []  # which Windows refuses
        try:
            found: list[int] = select.select(descriptors_, [], [], seconds)[0]
        except (OSError, ValueError):
            self._forget_closed()
            select.select([self._waking_end()], [], [], _PAUSE_SECONDS)
            return descriptors_
        return found

    def _forget_closed(self) -> None:
        for descriptor in list(self._descriptors):
            try:
                select.select([descriptor], [], [], 0)
            except (OSError, ValueError):
                self.remove(descriptor)

    def _waking_end(self) -> int:
        descriptor = self._wakened.fileno()
        if descriptor < 0:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return descriptor
