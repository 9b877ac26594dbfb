"""The exit status of a process without collecting it: that is left to the app."""

from __future__ import annotations

import os
import sys

from desktop_rum.instrument.exits.source import StillRunning

_waitid = getattr(os, "waitid", None)
"""As it was before we patched it: we do not report ourselves."""


def child_status(pid: int) -> int | None:
    """The exit status as `Popen.returncode` has it; None if it is no child of ours, or somebody was faster.

    Windows knows no children: there the watch's handle has the status.

    Raises:
        StillRunning: the child has not exited.
    """
    if sys.platform == "win32":
        return None
    else:  # noqa: RET505 - mypy reads each branch on its platform
        return status_without_collecting(os.P_PID, pid)


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
        import psutil

        return psutil.pid_exists(pid)
    else:  # noqa: RET505 - as above
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True
