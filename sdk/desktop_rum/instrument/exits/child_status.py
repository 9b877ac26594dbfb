"""The exit status of a process without collecting it: that is left to the app."""

from __future__ import annotations

import os
import sys

from desktop_rum.instrument.exits.source import StillRunning

_waitid = getattr(os, "waitid", None)
"""As it was before we patched it: we do not report ourselves."""


def child_status(kind: int, number: int) -> int | None:
    """The exit status as `Popen.returncode` has it; None if it is no child of ours, or somebody was faster.

    Arguments: `os.P_PID` and a pid, or `os.P_PIDFD` and a descriptor.

    Raises:
        StillRunning: the child has not exited.
    """
    if sys.platform == "win32" or _waitid is None:
        return None
    try:
        result = _waitid(kind, number, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except OSError:
        return None
    if result is None:
        raise StillRunning
    status: int = result.si_status
    return status if result.si_code == os.CLD_EXITED else -status


def is_alive(pid: int) -> bool:
    """Whether there is a process of this pid, a child of ours or not."""
    if sys.platform == "win32":
        import psutil

        return psutil.pid_exists(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
