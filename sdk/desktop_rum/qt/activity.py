"""Keys, buttons, wheel and touch keep the session alive."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from desktop_rum import api

INTERVAL_NS: Final = 1_000_000_000
"""The session needs to hear of an active user once in a while, not of every key."""

_ACTIVITY: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


class _ActivityFilter(QObject):
    """Sees the application's input events and lets all of them pass."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._told_ns = -INTERVAL_NS

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY and time.monotonic_ns() - self._told_ns >= INTERVAL_NS:
            self._told_ns = time.monotonic_ns()
            api.user_active()
        return False


def watch_user_activity(application: QCoreApplication) -> None:
    """Take input events of `application` as activity of the user; again is the same as once."""
    if application.findChild(_ActivityFilter) is None:
        application.installEventFilter(_ActivityFilter(application))
