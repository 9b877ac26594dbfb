"""Looks through the store for the records that a filter keeps, as far as there is time at once; no Qt."""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import chain, compress
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
    """One look through the store, newest first: what the user waits for is at the end of the list."""

    store: EventStore
    sieve: Sieve
    #: the index after the last record that is looked at
    end: int
    #: every record from here on was looked at
    at: int = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.end

    @property
    def is_through(self) -> bool:
        """Whether every record was looked at."""
        return self.at <= self.store.first

    @property
    def progress(self) -> float:
        """How much of the store it has seen, from 0 to 1."""
        return 1.0 if self.is_through else (self.end - self.at) / (self.end - self.store.first)

    def go_on(self, seconds: float) -> list[int]:
        """Look further for a while; the records that are kept of those looked at now, oldest first."""
        deadline = time.perf_counter() + seconds
        found = list[list[int]]()
        while not self.is_through:
            stretch = self.store.stretch_before(self.at)
            found.append(list(self.sieve.kept(stretch)))
            self.at = stretch.indices.start
            if time.perf_counter() >= deadline:
                break
        return list(chain.from_iterable(reversed(found)))


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
