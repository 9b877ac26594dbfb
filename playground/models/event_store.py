"""The newest events in a ring, with the state each one has reached; no Qt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.models.event_record import EventRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_rum import EventUpdate

CAPACITY = 100_000


@dataclass(slots=True)
class Changes:
    """What a batch of updates did to the store; records are named by their index."""

    #: the new records; older ones than the store's `first` are gone
    added: range = range(0)
    #: older versions of views
    superseded: list[int] = field(default_factory=list)
    #: records that reached another state
    moved: list[int] = field(default_factory=list)


class EventStore:
    """At most `capacity` records, reached by index: `first` is the oldest one, `end` the index after the newest."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.first = 0
        self.end = 0
        #: how many updates there were to each state, those of forgotten events included
        self.totals: Counter[str] = Counter()
        self._records: dict[int, EventRecord] = {}
        self._index_of_key: dict[int, int] = {}
        self._newest_of_view: dict[str, int] = {}

    def __len__(self) -> int:
        return self.end - self.first

    def get(self, index: int) -> EventRecord | None:
        """The record with this index, or None when it is gone."""
        return self._records.get(index)

    def apply(self, updates: Iterable[EventUpdate]) -> Changes:
        """Take in what became of events. Updates of events that are not here are of no interest."""
        changes, start = Changes(), self.end
        for update in updates:
            index = self._index_of_key.get(update.key)
            if index is not None:
                record = self._records[index]
                record.state, record.reason = update.state, update.reason
                self.totals[update.state] += 1
                if index < start:
                    changes.moved.append(index)
            elif update.event is not None:
                self._add(EventRecord.of(update, update.event, self.end), changes)
                self.totals[update.state] += 1
        changes.added = range(max(start, self.first), self.end)
        return changes

    def clear(self) -> None:
        """Forget every event; indices go on rising."""
        self.first = self.end
        self._records.clear()
        self._index_of_key.clear()
        self._newest_of_view.clear()

    def _add(self, record: EventRecord, changes: Changes) -> None:
        if len(self) == self.capacity:
            self._forget_oldest()
        self._records[record.index] = record
        self._index_of_key[record.key] = record.index
        self.end += 1
        if record.view_id is None:
            return
        older = self._newest_of_view.get(record.view_id)
        if older is not None:
            self._records[older].superseded = True
            changes.superseded.append(older)
        self._newest_of_view[record.view_id] = record.index

    def _forget_oldest(self) -> None:
        oldest = self._records.pop(self.first)
        self.first += 1
        del self._index_of_key[oldest.key]
        if oldest.view_id is not None and self._newest_of_view.get(oldest.view_id) == oldest.index:
            del self._newest_of_view[oldest.view_id]
