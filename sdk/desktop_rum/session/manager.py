"""The session's lifecycle: one at every launch, ended by inactivity, by age or by the app, renewed by user activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from desktop_rum.identifiers import new_id
from desktop_rum.session.sampling import is_sampled

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock

INACTIVITY_SECONDS: Final = 15 * 60
MAX_SECONDS: Final = 4 * 60 * 60

Precondition = Literal["user_app_launch", "inactivity_timeout", "max_duration", "explicit_stop"]


class Session(msgspec.Struct, frozen=True):
    """One session of the user."""

    id: str
    started_ms: int
    sampled: bool
    precondition: Precondition
    """Why there is a new session, in the format's words (`_dd.session.session_precondition`)."""


class SessionManager:
    """Owns the current session; lives on the pipeline thread."""

    def __init__(
        self,
        clock: Clock,
        sample_rate: float,
        on_end: Callable[[], None],
        on_start: Callable[[], None],
    ) -> None:
        """Arguments: the sample rate in percent, and who hears that a session ends or another one has started."""
        self.current: Session | None = None
        self.ending = False
        """Whether the session's last events are just being told."""
        self._clock = clock
        self._sample_rate = sample_rate
        self._on_end = on_end
        self._on_start = on_start
        self._ended_by: Precondition = "user_app_launch"
        self._started_ns = 0
        self._active_ns = 0

    def user_activity(self) -> None:
        """The user did something: keeps the session, or starts the next one."""
        self.expire()
        self._active_ns = self._clock.monotonic_ns()
        if self.current is None:
            self._start()

    def expire(self) -> None:
        """End the session if its time is over."""
        if self.current is None:
            return
        now = self._clock.monotonic_ns()
        if now - self._started_ns >= MAX_SECONDS * 1_000_000_000:
            self._end("max_duration")
        elif now - self._active_ns >= INACTIVITY_SECONDS * 1_000_000_000:
            self._end("inactivity_timeout")

    def stop(self) -> None:
        """End the session because the app says so; the next user activity starts another one."""
        if self.current is not None:
            self._end("explicit_stop")

    def end_with_app(self) -> None:
        """The app ends, and with it every view; nobody starts another session."""
        if self.current is not None:
            self.ending = True
            self._on_end()

    def _start(self) -> None:
        identifier = new_id()
        self._started_ns = self._clock.monotonic_ns()
        self.current = Session(
            id=identifier,
            started_ms=self._clock.now_ns() // 1_000_000,
            sampled=is_sampled(identifier, self._sample_rate),
            precondition=self._ended_by,
        )
        self._on_start()

    def _end(self, reason: Precondition) -> None:
        self.ending = True
        self._on_end()
        self.ending = False
        self.current = None
        self._ended_by = reason
