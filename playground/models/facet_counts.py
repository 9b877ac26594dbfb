"""How many events each value of each facet has, and how many of these the list shows; counted bit by bit. No Qt."""

from __future__ import annotations

import time
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from playground.models.query import FACETS

if TYPE_CHECKING:
    from playground.models.event_table import EventTable

_VALUES = attrgetter(*FACETS)

#: facet → value → how many there are, and how many of them are shown
Counts = dict[str, dict[str, tuple[int, int]]]


class FacetCount:
    """One count, as far as there is time at once. Values that come while it counts may be missing until the next."""

    def __init__(self, table: EventTable) -> None:
        self._table = table
        self._there: Counter[tuple[str, ...]] = Counter()
        self._shown: Counter[tuple[str, ...]] = Counter()
        self._at = table.store.first
        self._end = table.store.end
        #: that it has taken
        self.seconds = 0.0

    def go_on(self, seconds: float) -> bool:
        """Count further for a while; returns whether it has finished."""
        start = time.perf_counter()
        self._count_until(start + seconds)
        self.seconds += time.perf_counter() - start
        return self._at >= self._end

    def _count_until(self, deadline: float) -> None:
        for stretch in self._table.store.stretches(self._at, self._end):
            there = stretch.of(stretch.segment.records)
            shown = self._table.shown_among(stretch.indices)
            counted = Counter(map(_VALUES, there))
            self._there.update(counted)
            if len(shown) < len(there):
                start = stretch.indices.start
                counted = Counter(_VALUES(there[index - start]) for index in shown)
            self._shown.update(counted)
            self._at = stretch.indices.stop
            if time.perf_counter() >= deadline:
                return
        self._at = self._end

    def result(self) -> Counts:
        """The counts, values in the order in which they appeared; a value that is empty is none."""
        there: list[Counter[str]] = [Counter() for _ in FACETS]
        shown: list[Counter[str]] = [Counter() for _ in FACETS]
        for sums, counted in ((there, self._there), (shown, self._shown)):
            for values, count in counted.items():
                for place, value in enumerate(values):
                    sums[place][value] += count
        return {
            facet: {value: (count, shown[place][value]) for value, count in there[place].items() if value}
            for place, facet in enumerate(FACETS)
        }
