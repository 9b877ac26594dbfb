"""Notices when a renderer does not answer: looks every two seconds, and asks whoever was told something or is busy.

One that is at rest is left alone: of one that was told nothing nobody expects an answer, and to wake a process whose
memory has gone cold costs milliseconds of CPU, on a quiet machine more than on a busy one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

#: milliseconds between two looks
INTERVAL = 2000

#: looks without an answer after which a renderer hangs. Looks, not seconds: while this process hangs itself, or the
#: machine sleeps, there are none
PATIENCE = 3

#: the same for one that has not said anything yet: many may be starting at once
START_PATIENCE = 10


class Heartbeat(QObject):
    """Watches one renderer, from its start to its end."""

    #: the renderer is to be asked for an answer
    asked = Signal()
    #: bool: whether it answers
    answering_changed = Signal(bool)

    def __init__(self, parent: QObject, is_at_rest: Callable[[], bool]) -> None:
        """`is_at_rest` says whether the process waits for something to happen, without waking it."""
        super().__init__(parent)
        self.is_answering = True
        self._is_at_rest = is_at_rest
        self._patience = START_PATIENCE
        #: whether it was told anything after the last question: it starts with a page to load
        self._is_told = True
        #: questions without an answer
        self._open = 0
        self._looks = 0
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)

    @property
    def is_asking(self) -> bool:
        """Whether a question is still without its answer."""
        return self._open > 0

    def start(self) -> None:
        """The renderer runs."""
        self._timer.start()

    def stop(self) -> None:
        """It is gone; can be called again."""
        self._timer.stop()

    def look(self) -> None:
        """Ask where there is reason to; while a question is open, count how many looks it has been."""
        if not self._open:
            if self._is_told or not self._is_at_rest():
                self.asked.emit()
                self._looks = 1
            return
        if self._looks == self._patience:
            self._set(is_answering=False)
        self._looks += 1

    def on_told(self) -> None:
        """The renderer was told something: if it hangs now, somebody waits for it."""
        self._is_told = True

    def on_asked(self) -> None:
        """The renderer was asked: when it answers, it has done all that it was told before."""
        self._open += 1
        self._is_told = False

    def on_answer(self) -> None:
        """The renderer has answered."""
        self._open = max(0, self._open - 1)

    def on_said(self) -> None:
        """The renderer said something: it does not hang now, but an open question stays open."""
        self._looks = 0
        self._patience = PATIENCE
        self._set(is_answering=True)

    def wait_longer(self) -> None:
        """Complain again only after as much time once more."""
        self._looks = min(self._looks, 1)
        self._set(is_answering=True)

    def _set(self, *, is_answering: bool) -> None:
        if is_answering != self.is_answering:
            self.is_answering = is_answering
            self.answering_changed.emit(is_answering)
