"""Looks through the store for the records that a filter keeps, as far as there is time at once; no Qt."""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from playground.models.query import EVERYTHING, Filter
from playground.models.time_limit import time_limit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playground.models.event_columns import Stretch
    from playground.models.event_store import EventStore

#: seconds of CPU that a regular expression may take for one stretch
PATIENCE = 0.25


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which records the list shows."""

    filter: Filter = EVERYTHING
    shows_versions: bool = False

    def kept(self, stretch: Stretch) -> Iterable[int]:
        """The indices of those that it shows; raises TooSlowError."""
        test = self.filter.test
        if self.filter.regex is not None and test is not None:
            with time_limit(PATIENCE):
                kept = test(stretch)
        else:
            kept = stretch.everything if test is None else test(stretch)
        if not self.shows_versions:
            kept &= ~stretch.superseded
        return compress(stretch.indices, kept.to_bytes(len(stretch), "little"))


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
            stretch = next(self.store.stretches(self.at, self.store.end if self.end is None else self.end))
            self.rows += self.sieve.kept(stretch)
            self.at = stretch.indices.stop
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
        return sorted((set(rows) - stale) | kept_of(stale, self.sieve, self.store))


def kept_of(indices: Iterable[int], sieve: Sieve, store: EventStore) -> set[int]:
    """Those of some records that a sieve keeps; each segment is asked once."""
    wanted, kept = sorted(indices), set[int]()
    while wanted:
        stretch = next(store.stretches(wanted[0], wanted[-1] + 1), None)
        if stretch is None:
            break
        cut = bisect_left(wanted, stretch.indices.stop)
        kept.update(set(wanted[:cut]).intersection(sieve.kept(stretch)))
        del wanted[:cut]
    return kept
