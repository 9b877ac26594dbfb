"""What Windows' C library and Qt call otherwise: exit codes with a sign, and handles in the place of pids."""

from __future__ import annotations

import sys
from typing import Final

KILLED_BY_QT: Final = 0xF291
"""What `QProcess.kill()` ends a process with."""


def unsigned(code: int) -> int:
    """An exit code as `Popen.returncode` has it on Windows: 0xC0000005, not -1073741819."""
    return code & 0xFFFF_FFFF


def pid_of_handle(handle: int) -> int:
    """The pid of a process by the handle that `os.spawnv` gives; 0 where there is none, as for `os.P_DETACH`."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")  # not the app's `ctypes.windll.kernel32`, whose types are the app's
        kernel.GetProcessId.argtypes = (ctypes.c_void_p,)
        return unsigned(kernel.GetProcessId(handle))
    return handle
