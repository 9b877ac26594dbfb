"""Qt's messages on the terminal, without those that tell only that nobody is looking."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import qInstallMessageHandler

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

#: the offscreen platform says this of each window
_OF_NO_INTEREST = "This plugin does not support "


def quieten_offscreen_platform() -> None:
    """Leave out what the offscreen platform says about windows that cannot be seen; all else is shown."""
    qInstallMessageHandler(_show)


def _show(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if not text.startswith(_OF_NO_INTEREST):
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - as Qt's own handler does
