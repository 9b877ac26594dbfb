"""Prints each event as it comes, and what becomes of it: for runs that have no window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from playground.console import say
from playground.models.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playground.models.event_record import EventRecord
    from playground.models.event_store import Changes, EventStore


class Narrator:
    """A line for each event: time, type, state, and one sentence. Those that were sent are counted only."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._said_of_view: dict[str, str] = {}

    def on_changed(self, changes: Changes) -> None:
        """Tell what a batch of updates has changed."""
        for record in self._records(changes.added):
            if self._is_news(record):
                _say(record)
        moved = list(self._records(changes.moved))
        for record in moved:
            if record.state in {"discarded", "dropped"} and not self._store.is_superseded(record):
                _say(record)
        sent = sum(record.state == "sent" for record in moved)
        if sent:
            say(f"{_clock(time.time_ns() // 1_000_000)}  {'':<10} sent       {count_of(sent, 'event')}")

    def _is_news(self, record: EventRecord) -> bool:
        """Whether it is no version of a view that says the same as the one before."""
        if record.view_id is None:
            return True
        before = self._said_of_view.get(record.view_id)
        self._said_of_view[record.view_id] = record.sentence
        return before != record.sentence

    def on_warned(self, text: str) -> None:
        """Tell what the SDK warns of."""
        say(f"{_clock(time.time_ns() // 1_000_000)}  {'log':<10} {'warning':<9}  {text}")

    def _records(self, indices: Iterable[int]) -> Iterator[EventRecord]:
        return (record for index in indices if (record := self._store.get(index)) is not None)


def _say(record: EventRecord) -> None:
    why = f" ({record.reason})" if record.reason else ""
    say(f"{_clock(record.time_ms)}  {record.type:<10} {record.state:<9}  {record.sentence}{why}")


def _clock(time_ms: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(time_ms / 1000)) + f".{time_ms % 1000:03}"
