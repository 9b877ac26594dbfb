"""Keeps the signal of a child's exit away from sleeping threads of the SDK.

`os.system` blocks SIGCHLD in its own thread for the time of the call. The kernel then gives it to any other thread of
the process: wakes it up only to find that the signal is ignored, two switches of context for each command.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def not_for_this_thread() -> None:
    """In a thread that runs no code of the app's: for as long as it lives."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))


@contextlib.contextmanager
def not_while_asleep() -> Iterator[None]:
    """In a thread that also runs code of the app's, whose own children would inherit what the thread blocks."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
