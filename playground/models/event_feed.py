"""The way of updates from the SDK's thread to the window: handed over at once, taken out in batches by a timer."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_rum import EventUpdate

#: ms; fast enough to look live, slow enough that a burst costs few repaints
INTERVAL = 75

#: updates that are handed over at once
PORTION = 500

#: ms that one hand-over may take before the window gets its turn; a burst then waits for the next one
PATIENCE = 35


class EventFeed(QObject):
    """`listen` is for `desktop_rum.subscribe`; `arrived` is emitted on the thread that made this object."""

    #: list[EventUpdate]
    arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event-feed")
        self._waiting: deque[EventUpdate] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.drain)
        self._timer.start()

    def listen(self, updates: Sequence[EventUpdate]) -> None:
        """Take updates from any thread; never waits."""
        self._waiting.extend(updates)

    def drain(self) -> None:
        """Hand over what has arrived, oldest first, as far as there is time."""
        clock = QElapsedTimer()
        clock.start()
        while self._waiting and not clock.hasExpired(PATIENCE):
            self.arrived.emit([self._waiting.popleft() for _ in range(min(len(self._waiting), PORTION))])

    def stop(self) -> None:
        """Hand over the rest and end; can be called again."""
        self._timer.stop()
        while self._waiting:
            self.drain()
