"""Looks through the store for the records that a filter keeps, as far as there is time at once; no Qt."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.models.query import EVERYTHING, Filter

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord
    from playground.models.event_store import EventStore

#: records between two looks at the clock
PORTION = 500


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which records the list shows."""

    filter: Filter = EVERYTHING
    shows_versions: bool = False

    def keeps(self, record: EventRecord | None) -> bool:
        """Whether it shows this one."""
        holds = self.filter.holds
        return (
            record is not None and (self.shows_versions or not record.superseded) and (holds is None or holds(record))
        )

    def kept(self, records: list[EventRecord]) -> list[int]:
        """The indices of those that it shows."""
        holds = self.filter.holds
        if self.shows_versions:
            return [record.index for record in records if holds is None or holds(record)]
        if holds is None:
            return [record.index for record in records if not record.superseded]
        return [record.index for record in records if not record.superseded and holds(record)]


@dataclass(slots=True)
class RowSearch:
    """One look through the store, oldest first."""

    store: EventStore
    sieve: Sieve
    #: where it ends; None means whatever arrives until it is through
    end: int | None = None
    rows: list[int] = field(default_factory=list)
    #: the next index
    at: int = 0
    #: records that changed after they were looked at, or before
    stale: set[int] = field(default_factory=set)

    @property
    def is_through(self) -> bool:
        """Whether every record was looked at."""
        return self.at >= (self.store.end if self.end is None else self.end)

    @property
    def progress(self) -> float:
        """How much of the store it has seen, from 0 to 1."""
        return (self.at - self.store.first) / max(1, len(self.store))

    def go_on(self, seconds: float) -> bool:
        """Look further for a while; whether it is through."""
        deadline = time.perf_counter() + seconds
        while not self.is_through:
            self.at = max(self.at, self.store.first)
            end = self.at + PORTION if self.end is None else min(self.at + PORTION, self.end)
            self.rows += self.sieve.kept(self.store.between(self.at, end))
            self.at = max(self.at, min(end, self.store.end))
            if time.perf_counter() >= deadline:
                break
        return self.is_through

    def result(self) -> list[int]:
        """The rows, with what changed meanwhile."""
        first = self.store.first
        rows = [index for index in self.rows if index >= first] if self.rows and self.rows[0] < first else self.rows
        stale = {index for index in self.stale if first <= index < self.at}
        if not stale:
            return rows
        kept = {index for index in stale if self.sieve.keeps(self.store.get(index))}
        return sorted((set(rows) - stale) | kept)
