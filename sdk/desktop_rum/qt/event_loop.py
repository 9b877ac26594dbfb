"""Notices when the event loop of the main thread does not get round: no timer, and nothing to do while nothing happens.

An event filter sees the first event of a round and posts an event of its own, which comes after all that wait already.
The time between the two is how long the loop did not answer. Imports little of the SDK, because renderers use it too.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_TASK_NS: Final = 100_000_000
"""A round that takes longer is told."""

_ROUND: Final = QEvent.Type(QEvent.registerEventType())


class EventLoopWatch(QObject):
    """Tells of each round of the event loop that took too long."""

    def __init__(
        self,
        application: QCoreApplication,
        on_long_task: Callable[[int, int], None],
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """Arguments: the application, who is told when it began (ns since the epoch) and its length (ns), a clock."""
        super().__init__(application)
        self._on_long_task = on_long_task
        self._monotonic_ns = monotonic_ns
        self._started_ns = 0
        self._thread = self.thread()
        application.installEventFilter(self)

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
        """Begin a round with the first event in it; lets all events pass."""
        if not self._started_ns and self._thread.loopLevel():
            self._started_ns = self._monotonic_ns()
            QCoreApplication.postEvent(self, QEvent(_ROUND))
        return False

    def event(self, event: QEvent) -> bool:
        """The end of a round."""
        if event.type() != _ROUND:
            return super().event(event)
        duration, self._started_ns = self._monotonic_ns() - self._started_ns, 0
        if duration >= LONG_TASK_NS:
            try:
                self._on_long_task(time.time_ns() - duration, duration)
            except Exception as error:  # noqa: BLE001 - never into the app
                internal_error(error)
        return True
