"""`import desktop_rum.utility` is the one line of a worker: from there on the main process hears what happens in it.

Where no ancestor of the process uses the SDK, the import does nothing.
"""

from __future__ import annotations

from desktop_rum.child import this_process
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
from desktop_rum.child.identity import (
    add_account_extra_info,
    add_user_extra_info,
    clear_account,
    clear_user,
    get_account,
    get_user,
    set_account,
    set_user,
)

__all__ = [
    "add_account_extra_info",
    "add_action",
    "add_duration_vital",
    "add_error",
    "add_user_extra_info",
    "clear_account",
    "clear_user",
    "fail_operation",
    "get_account",
    "get_user",
    "set_account",
    "set_user",
    "start_duration_vital",
    "start_operation",
    "stop_duration_vital",
    "succeed_operation",
]

_reporter = this_process.start("utility")
if _reporter is not None:
    this_process.write_crash_reports()
    _reporter.connect()
