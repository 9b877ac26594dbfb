"""What became of each event, told to whoever subscribed: a live panel, a test, a log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from desktop_rum.clock import Clock

_logger = logging.getLogger("desktop_rum")

State = Literal["produced", "discarded", "written", "sent", "dropped"]


class EventUpdate(msgspec.Struct, frozen=True, gc=False):
    """One step in the life of one event."""

    # No garbage collector need look at thousands that wait for a listener: nothing in them leads back to them.

    key: int
    """One per event, rising in order of production; the same in all updates of that event."""
    state: State
    """produced (assembled), discarded (by a hook), written (on disk), sent (the intake took it), dropped (given up)."""
    time_ms: int
    """Wall-clock time, in ms since the epoch."""
    event: dict[str, Any] | None = None
    """The full event where it is first told of, otherwise None. It is shared: not to be changed."""
    reason: str | None = None
    """By what it was discarded or dropped."""


Listener = Callable[[Sequence[EventUpdate]], None]


class Subscription:
    """A listener that is called until `stop()`."""

    def __init__(self, listener: Listener, stop: Callable[[Subscription], None]) -> None:
        self.listener = listener
        self.failed = False
        """Whether the listener has raised, which is told once."""
        self._stop = stop

    def stop(self) -> None:
        """Call the listener no more; may be called again."""
        self._stop(self)


class Subscriptions:
    """The listeners, and the updates that wait for the end of the pipeline's current batch."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.active = False
        """Whether anybody listens; when nobody does, no update is worth making."""
        self._listeners: tuple[Subscription, ...] = ()
        self._waiting: list[EventUpdate] = []

    def add(self, listener: Listener) -> Subscription:
        """Tell `listener` of every update from now on, on the pipeline thread."""
        subscription = Subscription(listener, self._remove)
        self._listeners = (*self._listeners, subscription)
        self.active = True
        return subscription

    def stop(self) -> None:
        """Call no listener any more."""
        self._listeners = ()
        self.active = False

    def _remove(self, subscription: Subscription) -> None:
        self._listeners = tuple(kept for kept in self._listeners if kept is not subscription)
        self.active = bool(self._listeners)

    def tell(
        self, keys: Sequence[int], state: State, *, event: dict[str, Any] | None = None, reason: str | None = None
    ) -> None:
        """Add an update of each event, to be published at the end of the round."""
        now_ms = self._clock.now_ns() // 1_000_000
        self._waiting.extend(EventUpdate(key, state, now_ms, event, reason) for key in keys)

    def publish(self) -> None:
        """Hand what waits to every listener; one that raises is reported once and the others are told."""
        if not self._waiting:
            return
        batch, self._waiting = self._waiting, []
        for subscription in self._listeners:
            try:
                subscription.listener(batch)
            except BaseException:  # the thread is the SDK's: neither `sys.exit()` nor a cancelled future ends it
                if not subscription.failed:
                    subscription.failed = True
                    _logger.warning("A listener of subscribe() raised; it will still be called", exc_info=True)
