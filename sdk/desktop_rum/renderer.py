"""`import desktop_rum.renderer` is the one line of a renderer: from there on the main process hears what happens in it.

Where no ancestor of the process uses the SDK, the import does nothing.
"""

from __future__ import annotations

from desktop_rum.child import reporter
from desktop_rum.child.api import (
    add_action,
    add_duration_vital,
    add_error,
    fail_operation,
    start_duration_vital,
    start_operation,
    stop_duration_vital,
    succeed_operation,
)

__all__ = [
    "add_action",
    "add_duration_vital",
    "add_error",
    "fail_operation",
    "start_duration_vital",
    "start_operation",
    "stop_duration_vital",
    "succeed_operation",
]

_reporter = reporter.start("renderer")
if _reporter is not None:
    _reporter.write_crash_reports()
    _reporter.connect()
