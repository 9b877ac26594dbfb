"""What the SDK has produced so far, kept for whoever waits for certain events: headless runs and tests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from playground.models.event_store import EventStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_feed import EventFeed
    from playground.models.event_record import EventRecord
    from playground.models.event_store import Changes


class Ledger:
    """Every event that a feed brings, with its state."""

    def __init__(self, feed: EventFeed) -> None:
        self.store = EventStore()
        #: told what each batch has changed
        self.listener: Callable[[Changes], None] | None = None
        self._arrived = asyncio.Event()
        feed.arrived.connect(self._on_arrived)

    def records(self, start: int = 0) -> Iterator[EventRecord]:
        """The records from an index on."""
        indices = range(max(start, self.store.first), self.store.end)
        return (record for index in indices if (record := self.store.get(index)) is not None)

    def events(self, start: int = 0) -> list[dict[str, Any]]:
        """The events from an index on."""
        return [record.event() for record in self.records(start)]

    async def until(self, is_fulfilled: Callable[[], bool], patience: float) -> bool:
        """Wait until a condition holds; False when patience, in seconds, ended before."""
        try:
            async with asyncio.timeout(patience):
                while not is_fulfilled():
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    def _on_arrived(self, updates: Sequence[EventUpdate]) -> None:
        changes = self.store.apply(updates)
        if self.listener is not None:
            self.listener(changes)
        self._arrived.set()
