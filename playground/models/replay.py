"""Plays a recorded session again: which events are due after how much time, at which speed; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_rum import EventUpdate

if TYPE_CHECKING:
    from playground.models.session_file import Captured, Session

#: longer silence is cut to this, in ms: nobody watches an empty hour
LONGEST_SILENCE: Final = 3_000

#: events that are handed over at once, so that the window stays alive
PORTION: Final = 200

AT_ONCE: Final = 0.0
"""The speed that waits for nothing."""

SPEEDS: Final = (1.0, 2.0, 10.0, AT_ONCE)


class Replay:
    """The position in a session; time is told by the caller."""

    def __init__(self, session: Session, speed: float = AT_ONCE) -> None:
        self.session = session
        #: how many times faster than it happened
        self.speed = speed
        self.position = 0
        self._next: Captured | None = None
        self._last_ms = 0
        #: ms of the session's own time that have passed since the last event
        self._waited = 0.0

    @property
    def is_over(self) -> bool:
        """Whether every event was played."""
        return self.position == len(self.session.events)

    def advance(self, elapsed_ms: float) -> list[EventUpdate]:
        """What happens in the next so many ms."""
        due: list[EventUpdate] = []
        self._waited += elapsed_ms * self.speed
        while not self.is_over and len(due) < PORTION:
            captured_ms, event = self._next = self._next or self.session.events[self.position]
            silence = min(captured_ms - self._last_ms, LONGEST_SILENCE) if self.position else 0
            if self.speed != AT_ONCE and silence > self._waited:
                break
            self._waited = max(0.0, self._waited - silence)
            self._last_ms, self._next = captured_ms, None
            self.position += 1
            due.append(EventUpdate(self.position, "produced", captured_ms, event, None))
        return due
