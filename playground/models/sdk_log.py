"""What the SDK tells whoever runs the app: warnings of the logger `desktop_rum`, from any thread, as a Qt signal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = "desktop_rum"


class SdkLog(QObject):
    """Emits each warning until `stop`."""

    #: str: one sentence
    warned = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sdk-log")
        self._handler = _Handler(self.warned.emit)
        logging.getLogger(LOGGER).addHandler(self._handler)

    def stop(self) -> None:
        """Listen no more; can be called again."""
        logging.getLogger(LOGGER).removeHandler(self._handler)


class _Handler(logging.Handler):
    """Hands a record on as text."""

    def __init__(self, hand_on: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._hand_on = hand_on

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on what a record says."""
        self._hand_on(record.getMessage())
