"""Notices when a renderer does not answer: asks it every two seconds, and counts how long the answer takes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

#: milliseconds between two looks
INTERVAL = 2000

#: looks without an answer after which a renderer hangs. Looks, not seconds: while this process hangs itself, or the
#: machine sleeps, there are none
PATIENCE = 3

#: the same for one that has not said anything yet: many may be starting at once
START_PATIENCE = 10


class Heartbeat(QObject):
    """Of one renderer, from its start to its end."""

    #: the renderer is to be asked for an answer
    asked = Signal()
    #: bool: whether it answers
    answering_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_answering = True
        self._patience = START_PATIENCE
        self._looks = 0
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """The renderer runs."""
        self._timer.start()

    def stop(self) -> None:
        """It is gone; can be called again."""
        self._timer.stop()

    def look(self) -> None:
        """Ask, unless a question waits already; then it is one look longer."""
        if not self._looks:
            self.asked.emit()
        elif self._looks == self._patience:
            self._set(is_answering=False)
        self._looks += 1

    def on_answer(self) -> None:
        """It answered."""
        self._looks = 0
        self._patience = PATIENCE
        self._set(is_answering=True)

    def wait_longer(self) -> None:
        """Say so again only when it has had as much time once more."""
        self._looks = min(self._looks, 1)
        self._set(is_answering=True)

    def _set(self, *, is_answering: bool) -> None:
        if is_answering != self.is_answering:
            self.is_answering = is_answering
            self.answering_changed.emit(is_answering)
