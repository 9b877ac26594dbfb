"""What the exit watcher asks of a platform, and which of the platforms' ways this machine has."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Protocol

from desktop_rum import native

if TYPE_CHECKING:
    from collections.abc import Iterable


class StillRunning(Exception):  # noqa: N818 - an answer, not a failure
    """The process has not exited."""


class ExitSource(Protocol):
    """Wakes one thread when one of many processes exits."""

    def open(self, pid: int) -> int:
        """A number by which to watch a process, not yet watched; from any thread.

        Raises:
            OSError: it cannot be watched, and is to be looked at from time to time.
        """

    def arm(self, number: int) -> None:
        """Watch it: from here on `wait` may give the number.

        Raises:
            OSError: as with `open`.
        """

    def remove(self, number: int) -> None:
        """Watch it no more, from any thread; once for each `open`.

        Raises:
            OSError: it is not watched any more.
        """

    def wait(self, seconds: float | None) -> Iterable[int]:
        """Sleep until a watched process exits, `wake` is called or the time is over; which have exited."""

    def wake(self) -> None:
        """End the sleep, from any thread."""

    def status(self, number: int) -> int | None:
        """The exit status as `Popen.returncode` has it, left for the app to collect; None if it was faster.

        Raises:
            StillRunning: the process has not exited.
        """

    def close(self) -> None:
        """Close every file; also right after a fork, where the sleeping thread does not exist."""


def source_of_this_platform() -> ExitSource:
    """The best way that this machine has."""
    if sys.platform == "win32":
        with contextlib.suppress(ImportError):  # the app was packaged without what asyncio needs
            from desktop_rum.instrument.exits.windows import HandleSource

            return HandleSource()
    elif sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(native.select, "epoll"):
        from desktop_rum.instrument.exits.linux import PidfdSource

        return PidfdSource()
    elif hasattr(native.select, "kqueue"):
        from desktop_rum.instrument.exits.kqueue import KqueueSource

        return KqueueSource()
    from desktop_rum.instrument.exits.polling import PollingSource

    return PollingSource()
