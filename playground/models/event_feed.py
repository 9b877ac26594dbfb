"""The way of updates from the SDK's thread to the window: handed over at once, taken out in batches by a timer."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_rum import EventUpdate

#: ms; fast enough to look live, slow enough that a burst costs few repaints
INTERVAL = 75

#: ms to the next batch while updates wait: the window has its turn, and the backlog goes
HURRY = 1

#: seconds between two times that the number of skipped updates is told
TOLD_EACH: Final = 1.0

#: seconds that one batch may take before the window gets its turn
PATIENCE = 0.01

#: updates that are handed over at once; their number is adapted to the time that they take
FEWEST, MOST = 20, 2_000

#: updates that wait at most; more come faster than anybody can look at, and the oldest are not listed
MOST_WAITING: Final = 60_000


class EventFeed(QObject):
    """`listen` is for `desktop_rum.subscribe`; `arrived` is emitted on the thread that made this object."""

    #: list[EventUpdate]
    arrived = Signal(object)
    #: int: how many updates came too fast to be listed, since the start
    overrun = Signal(int)

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(parent)
        self.setObjectName("event-feed")
        self.skipped = 0
        self._told = 0
        self._tell_at = -math.inf
        self._clock = clock
        self._waiting: deque[EventUpdate] = deque()
        self._portion = 200
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.drain)
        self._timer.start()

    def listen(self, updates: Sequence[EventUpdate]) -> None:
        """Take updates from any thread; never waits."""
        self._waiting.extend(updates)

    def drain(self) -> None:
        """Hand over what has arrived, oldest first, as far as there is time."""
        self._skip_surplus()
        self._tell_skipped()
        start = time.perf_counter()
        while self._waiting:
            count = min(len(self._waiting), self._portion)
            before = time.perf_counter()
            self.arrived.emit([self._waiting.popleft() for _ in range(count)])
            now = time.perf_counter()
            # The next portion shall take a quarter of the patience.
            fitting = int(count * PATIENCE / 4 / max(now - before, 1e-6))
            self._portion = max(FEWEST, min(MOST, fitting, self._portion * 2))
            if now - start >= PATIENCE:
                break
        self._timer.setInterval(HURRY if self._waiting else INTERVAL)

    def stop(self) -> None:
        """Hand over the rest and end; can be called again."""
        self._timer.stop()
        while self._waiting:
            self.drain()
        self._timer.stop()

    def _skip_surplus(self) -> None:
        surplus = len(self._waiting) - MOST_WAITING
        for _ in range(surplus):
            self._waiting.popleft()
        self.skipped += max(0, surplus)

    def _tell_skipped(self) -> None:
        """Report what was skipped, but not each time: that takes time, and there is too little of it."""
        if self.skipped > self._told and self._clock() >= self._tell_at:
            self._told, self._tell_at = self.skipped, self._clock() + TOLD_EACH
            self.overrun.emit(self.skipped)
