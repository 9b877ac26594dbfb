"""Why a process ended, in the words of the format's `exit_reason`."""

from __future__ import annotations

import signal
import sys
from typing import Final, Literal

ExitReason = Literal[
    "clean-exit", "abnormal-exit", "killed", "crashed", "oom", "launch-failed", "integrity-failure", "unknown"
]

CRASH_REASONS: Final = frozenset({"crashed", "oom"})

_CRASH_SIGNALS: Final = frozenset(
    number
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS")
    if (number := getattr(signal, name, None)) is not None
)

_WINDOWS_ERRORS: Final = 0xC000_0000
_WINDOWS_KILLED: Final = frozenset({0xC000_013A, 0x4001_0004})
_WINDOWS_BAD_IMAGE: Final = 0xC000_0428


def exit_reason(returncode: int | None, platform: str = sys.platform) -> ExitReason:
    """The reason for a return code as `Popen.returncode` has it (negative for a signal); None: nobody learned it."""
    if returncode is None:
        return "unknown"
    if returncode == 0:
        return "clean-exit"
    if platform == "win32":
        return _windows_reason(returncode & 0xFFFF_FFFF)
    if returncode > 0:
        return "abnormal-exit"
    return "crashed" if -returncode in _CRASH_SIGNALS else "killed"


def _windows_reason(code: int) -> ExitReason:
    """By NTSTATUS: what the system ends a process with has both top bits set."""
    if code in _WINDOWS_KILLED:
        return "killed"
    if code == _WINDOWS_BAD_IMAGE:
        return "integrity-failure"
    return "crashed" if code >= _WINDOWS_ERRORS else "abnormal-exit"
