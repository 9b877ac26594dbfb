"""The exit status of a process without collecting it: that is left to the app."""

from __future__ import annotations

import os
import sys

from desktop_rum.instrument.exits.process_handle import ProcessHandle, has_ended
from desktop_rum.instrument.exits.source import StillRunning

_waitid = getattr(os, "waitid", None)
"""As it was before we patched it: we do not report ourselves."""


def child_status(pid: int) -> int | None:
    """The exit status as `Popen.returncode` has it; None if it is no child of ours, or somebody was faster.

    On Windows of any process, for as long as somebody holds it by a handle.

    Raises:
        StillRunning: the child has not exited.
    """
    if sys.platform == "win32":
        status = _status_by_handle(pid)
    else:
        status = status_without_collecting(os.P_PID, pid)
    return status


def uncollected_status(pid: int) -> int | None:
    """As `child_status`; None also where the child has not exited."""
    try:
        return child_status(pid)
    except StillRunning:
        return None


def status_without_collecting(kind: int, number: int) -> int | None:
    """As `child_status`, for `os.P_PID` and a pid or `os.P_PIDFD` and a descriptor."""
    if sys.platform != "win32" and _waitid is not None:
        try:
            result = _waitid(kind, number, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        except OSError:
            return None
        if result is None:
            raise StillRunning
        status: int = result.si_status
        return status if result.si_code == os.CLD_EXITED else -status
    return None


def is_alive(pid: int) -> bool:
    """Whether there is a process of this pid, a child of ours or not."""
    if sys.platform == "win32":
        alive = not has_ended(pid)
    else:
        try:
            os.kill(pid, 0)
        except OSError as error:
            alive = not isinstance(error, ProcessLookupError)
        else:
            alive = True
    return alive


def _status_by_handle(pid: int) -> int | None:
    try:
        held = ProcessHandle(pid)
    except OSError:
        return None
    try:
        status = held.status()
    finally:
        held.close()
    if status is None:
        raise StillRunning
    return status
