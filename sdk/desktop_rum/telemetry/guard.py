"""Where the SDK's own failures go: into telemetry, never into the app."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from desktop_rum.interruption import is_interruption

Reporter = Callable[[BaseException], None]

_reporter: Reporter | None = None


def internal_error(error: BaseException) -> None:
    """Take a failure of the SDK's own code.

    Raises:
        What a signal handler of the app's raised in the middle of it: that is on its way to the app.
    """
    try:
        interrupted = threading.current_thread() is threading.main_thread() and is_interruption(error)
    except RecursionError:  # the app has called itself so often that there is no room to find out
        return
    if interrupted:
        raise error
    reporter = _reporter
    if reporter is not None:
        with contextlib.suppress(Exception):
            reporter(error)


def set_reporter(reporter: Reporter | None) -> Reporter | None:
    """Say who hears of internal errors; returns who heard of them before."""
    global _reporter
    before, _reporter = _reporter, reporter
    return before
