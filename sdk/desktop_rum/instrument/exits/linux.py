"""Linux: a pidfd for each process. It becomes readable at the exit and wakes nobody before.

Opened and registered by the calling thread it costs little and measures right: opened later, it would add to the time.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Final

from desktop_rum import native
from desktop_rum.descriptors import LAST_STANDARD, above_standard, close_all, epoll, pipe
from desktop_rum.instrument.exits.child_status import status_without_collecting

if TYPE_CHECKING:
    from collections.abc import Iterator

assert sys.platform == "linux"  # noqa: S101 - mypy reads on only there

_ITS_EXIT: Final = native.select.EPOLLIN | native.select.EPOLLONESHOT


class PidfdSource:
    """An epoll of pidfds, known by their file descriptors."""

    def __init__(self) -> None:
        self._epoll = epoll()
        self._wake_read, self._wake_write = pipe()
        os.set_blocking(self._wake_write, False)
        self._epoll.register(self._wake_read, native.select.EPOLLIN)

    @staticmethod
    def open(pid: int) -> int:
        """See `ExitSource`."""
        number = os.pidfd_open(pid)
        return number if number > LAST_STANDARD else above_standard(number)

    def arm(self, number: int) -> None:
        """See `ExitSource`."""
        self._epoll.register(number, _ITS_EXIT)

    remove = staticmethod(os.close)
    """See `ExitSource`; closing takes it out of the epoll as well."""

    def wait(self, seconds: float | None) -> Iterator[int]:
        """See `ExitSource`."""
        for descriptor, _ in self._epoll.poll(seconds):
            if descriptor == self._wake_read:
                os.read(descriptor, 4096)
            else:
                yield descriptor

    def wake(self) -> None:
        """See `ExitSource`."""
        with contextlib.suppress(BlockingIOError):  # it has been woken often enough
            os.write(self._wake_write, b"\0")

    @staticmethod
    def status(number: int) -> int | None:
        """See `ExitSource`."""
        return status_without_collecting(os.P_PIDFD, number)

    def close(self) -> None:
        """See `ExitSource`."""
        try:  # noqa: SIM105 - in a forked child, where `suppress` is three calls that write to memory
            self._epoll.close()
        except OSError:
            pass
        close_all(self._wake_read, self._wake_write)
