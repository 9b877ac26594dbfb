"""Exit codes of Windows, which has no signals: numbers say what ended a process, the system's as well as the tools'."""

from __future__ import annotations

import signal
from typing import Final, Literal

from desktop_rum.instrument.windows_processes import KILLED_BY_QT, unsigned

_SYSTEM_ERRORS: Final = 0xC000_0000
"""What the system ends a process with has both top bits set (NTSTATUS)."""

_SMALLEST_CHOSEN: Final = 0xFFFF_FF00
"""From here on it is a program's own -256 to -1, as of `sys.exit(-1)`."""

_BY_MULTIPROCESSING: Final = 0x1_0000
"""What `Process.terminate()` ends a process with; `multiprocessing` itself gives it out as -SIGTERM."""

BY_POPEN: Final = 1
"""What `Popen.terminate()` and `Popen.kill()` do."""

_KILLED: Final = frozenset({0xC000_013A, 0x4001_0004, KILLED_BY_QT, unsigned(-signal.SIGTERM)})
"""Ctrl+C, a debugger's end, and those above."""

_BAD_IMAGE: Final = 0xC000_0428

_C_RUNTIME_SIGNAL: Final = 3
"""What the C runtime exits with after a signal, such as that of `abort()`."""

_IN_HEXADECIMAL: Final = 0x4000_0000
"""From here on they are the system's own (NTSTATUS), which people know by that."""

WindowsReason = Literal["clean-exit", "abnormal-exit", "killed", "crashed", "integrity-failure"]


def windows_status(returncode: int) -> int:
    """A return code, signed or not, as `multiprocessing` has it: negative after its `terminate()`, otherwise not."""
    code = unsigned(returncode)
    return -signal.SIGTERM if code == _BY_MULTIPROCESSING or returncode == -signal.SIGTERM else code


def windows_reason(status: int, *, requested: bool, reported: str | None) -> WindowsReason:
    """Why a process ended.

    Arguments: its status, as `windows_status` gives it; whether the app asked for the end; the signal that a crash
    report of the process tells of.
    """
    code = unsigned(status)
    if code == 0:
        return "clean-exit"
    if code in _KILLED or (requested and code == BY_POPEN):
        return "killed"
    if code == _BAD_IMAGE:
        return "integrity-failure"
    if reported is not None and code == _C_RUNTIME_SIGNAL:
        return "crashed"
    return "crashed" if _SYSTEM_ERRORS <= code < _SMALLEST_CHOSEN else "abnormal-exit"


def in_words(code: int) -> str:
    """A code as people know it: 0xC0000005, but 3."""
    return f"0x{code:08X}" if code >= _IN_HEXADECIMAL else str(code)
