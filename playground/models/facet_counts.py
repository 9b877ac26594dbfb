"""How many events each value of each facet has, and how many of these the list shows; counted bit by bit. No Qt."""

from __future__ import annotations

import time
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from playground.models.query import FACETS

if TYPE_CHECKING:
    from playground.models.event_table import EventTable

#: records between two looks at the clock
_PORTION: Final = 2_000

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
        self._row = 0
        self._rows = table.rowCount()

    def go_on(self, seconds: float) -> bool:
        """Count further for a while; whether it is through."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if self._at < self._end:
                self._there.update(map(_VALUES, self._table.store.between(self._at, self._at + _PORTION)))
                self._at = min(self._at + _PORTION, self._end)
            elif self._row < self._rows:
                self._shown.update(map(_VALUES, self._table.records(self._row, self._row + _PORTION)))
                self._row += _PORTION
            else:
                return True
        return False

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
