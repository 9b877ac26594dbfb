"""The exit codes of `QProcess` as everybody else has them."""

from __future__ import annotations

import sys
from typing import Final

from desktop_rum.instrument.windows_processes import unsigned

SIGKILL: Final = 9
"""By number: on Windows `signal` has no such name."""


def returncode_of(code: int, *, crashed: bool, platform: str = sys.platform) -> int:
    """As `Popen.returncode` has it: of a crash, Qt gives the signal's number; on Windows a code with a sign."""
    if platform == "win32":
        return unsigned(code)
    return -code if crashed else code
