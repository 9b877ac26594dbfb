"""The exit codes of `QProcess` as everybody else has them."""

from __future__ import annotations

import sys
from typing import Final

from desktop_rum.instrument.windows_processes import KILLED_BY_QT, unsigned

KILLED: Final = KILLED_BY_QT if sys.platform == "win32" else -9
"""The status of a child that Qt kills."""


def returncode_of(code: int, *, crashed: bool, platform: str = sys.platform) -> int:
    """As `Popen.returncode` has it: of a crash, Qt gives the signal's number; on Windows a code with a sign."""
    if platform == "win32":
        return unsigned(code)
    return -code if crashed else code
