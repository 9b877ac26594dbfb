"""The newest events in a ring, with the state each one has reached; no Qt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground.models.column import SEGMENT
from playground.models.event_columns import Segment, Stretch
from playground.models.event_intake import EventIntake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_record import EventRecord

#: at least 100,000 are kept: to forget them one by one would move every row of the list each time
CAPACITY = 101_000
_PORTIONS = 101


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
    """At most `capacity` records, reached by index: `first` is the oldest one, `end` the index after the newest.

    When it is full the oldest hundredth is forgotten.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.first = 0
        self.end = 0
        #: how many updates there were to each state, those of forgotten events included
        self.totals: Counter[str] = Counter()
        self._intake = EventIntake()
        self.fields = self._intake.fields
        #: one after the other, every one but the last one full
        self._segments: list[Segment] = []
        self._record_of_key: dict[int, EventRecord] = {}
        self._newest_of_view: dict[str, EventRecord] = {}

    def __len__(self) -> int:
        return self.end - self.first

    @property
    def eras(self) -> Sequence[str]:
        """What began each era of events, such as a new session; the first one is the start."""
        return self._intake.eras

    def get(self, index: int) -> EventRecord | None:
        """The record with this index, or None when it is gone."""
        if not self.first <= index < self.end:
            return None
        segment, row = self._place(index)
        return segment.records[row]

    def with_key(self, key: int) -> EventRecord | None:
        """The record of the event that updates name by this key, or None when it is gone."""
        return self._record_of_key.get(key)

    def is_superseded(self, record: EventRecord) -> bool:
        """Whether a newer version of the same view has arrived."""
        segment, row = self._place(record.index)
        return bool(segment.superseded[row])

    def between(self, start: int, end: int) -> list[EventRecord]:
        """The records from one index up to another, as far as they are there."""
        return [record for stretch in self.stretches(start, end) for record in stretch.of(stretch.segment.records)]

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """As `between`, segment by segment."""
        start, end = max(start, self.first), min(end, self.end)
        while start < end:
            segment = self._segments[(start - self._segments[0].start) // SEGMENT]
            last = min(end - segment.start, SEGMENT)
            yield Stretch(segment, start - segment.start, last)
            start = segment.start + last

    def stretch_before(self, end: int) -> Stretch:
        """The records before an index, as far back as their segment goes; the last one is there."""
        segment, row = self._place(end - 1)
        return Stretch(segment, max(0, self.first - segment.start), row + 1)

    def apply(self, updates: Iterable[EventUpdate]) -> Changes:
        """Take in what became of events. Updates of events that are not here are of no interest."""
        changes, start = Changes(), self.end
        for update in updates:
            record = self._record_of_key.get(update.key)
            if record is not None:
                record.move_to(update.state, update.time_ms, update.reason)
                self.totals[update.state] += 1
                if record.index < start:
                    changes.moved.append(record.index)
            elif update.event is not None:
                self._add(update, update.event, changes)
                self.totals[update.state] += 1
        changes.added = range(max(start, self.first), self.end)
        return changes

    def clear(self) -> None:
        """Forget every event; indices go on rising."""
        self.first = self.end
        self._segments.clear()
        self._record_of_key.clear()
        self._newest_of_view.clear()

    def _add(self, update: EventUpdate, event: dict[str, Any], changes: Changes) -> None:
        if len(self) == self.capacity:
            for _ in range(max(1, self.capacity // _PORTIONS)):
                self._forget_oldest()
        segment = self._segment()
        record = self._intake.record(update, event, self.end, len(segment.records))
        segment.add(record)
        self._record_of_key[record.key] = record
        self.end += 1
        if record.view_id is None:
            return
        older = self._newest_of_view.get(record.view_id)
        if older is not None:
            segment, row = self._place(older.index)
            segment.superseded[row] = 1
            changes.superseded.append(older.index)
        self._newest_of_view[record.view_id] = record

    def _place(self, index: int) -> tuple[Segment, int]:
        """The segment of a record that is there, and its row in it."""
        segment, row = divmod(index - self._segments[0].start, SEGMENT)
        return self._segments[segment], row

    def _segment(self) -> Segment:
        """The segment that is being filled."""
        if not self._segments or self._segments[-1].is_full:
            segment = Segment(self.end)
            self.fields.write_to(segment.growing, segment.growing_rare)
            if self._segments:
                self._segments[-1].seal()
            self._segments.append(segment)
        return self._segments[-1]

    def _forget_oldest(self) -> None:
        segment = self._segments[0]
        oldest = segment.records[self.first - segment.start]
        self.first += 1
        if self.first == segment.start + SEGMENT:
            del self._segments[0]
        del self._record_of_key[oldest.key]
        if oldest.view_id is not None and self._newest_of_view.get(oldest.view_id) is oldest:
            del self._newest_of_view[oldest.view_id]
