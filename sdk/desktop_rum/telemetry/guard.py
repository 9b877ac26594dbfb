"""Where the SDK's own failures go: into telemetry, never into the app."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

Reporter = Callable[[BaseException], None]

_reporter: Reporter | None = None


def internal_error(error: BaseException) -> None:
    """Take a failure of the SDK's own code; never raises."""
    reporter = _reporter
    if reporter is not None:
        with contextlib.suppress(Exception):
            reporter(error)


def set_reporter(reporter: Reporter | None) -> Reporter | None:
    """Say who hears of internal errors; returns who heard of them before."""
    global _reporter
    before, _reporter = _reporter, reporter
    return before
