"""Keys, buttons, wheel and touch keep the session alive."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from desktop_rum import api

_ACTIVITY: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


class _ActivityFilter(QObject):
    """Sees the application's input events and lets all of them pass.

    Each one is told: among those that follow another one closely may be the one that begins the next session.
    """

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            api.user_active()
        return False


def watch_user_activity(application: QCoreApplication) -> None:
    """Take input events of `application` as activity of the user; again is the same as once."""
    if application.findChild(_ActivityFilter) is None:
        application.installEventFilter(_ActivityFilter(application))
