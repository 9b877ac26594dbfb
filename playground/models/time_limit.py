"""Ends Python code that takes too long. Nothing else can: a regular expression may hold the thread for ever. No Qt."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class TooSlowError(Exception):
    """The code took longer than its time limit."""


if sys.platform == "win32":

    @contextlib.contextmanager
    def time_limit(_seconds: float) -> Iterator[None]:
        """There are no timers here that could end it."""
        yield

else:

    @contextlib.contextmanager
    def time_limit(seconds: float) -> Iterator[None]:
        """Raise TooSlowError in here after so much CPU time; only in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGVTALRM, _end)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError
