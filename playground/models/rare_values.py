"""The values of fields that few events have, in one column with the path of each; no Qt.

A program may make up names: a column for each of them would fill the memory.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import compress
from typing import TYPE_CHECKING

from playground.models.column import Column, rows_alone, written_numbers
from playground.models.value_words import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable


class RareValues(Column):
    """A column that knows the path of each of its words, casefolded and with a point on either side."""

    __slots__ = ("paths",)

    def __init__(
        self, words: Iterable[str], rows: Iterable[tuple[int, ...]], numbers: tuple[float, ...], paths: Iterable[str]
    ) -> None:
        super().__init__(words, rows, numbers)
        #: one after the other, as the words are
        self.paths = SEPARATOR.join(("", *paths, ""))

    def under(self, key: str) -> Column | None:
        """What stands under this key, which has a point on either side; None for nothing."""
        if key not in self.paths:
            return None
        have = [key in path for path in self.paths.split(SEPARATOR)]
        numbers = compress(self.numbers, have[len(have) - 1 - len(self.numbers) :])
        return Column(compress(self.words, have), compress(self.rows, have), tuple(numbers))


class GrowingRareValues:
    """Rare values of the segment that is being filled."""

    __slots__ = ("_number_rows", "_numbers", "_paths", "_paths_of_numbers", "_rows", "_words")

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._words: list[str] = []
        self._paths: list[str] = []
        self._number_rows: list[int] = []
        self._numbers: list[float] = []
        self._paths_of_numbers: list[str] = []

    def add(self, word: str, row: int, path: str) -> None:
        """Add a word."""
        self._words.append(word)
        self._rows.append(row)
        self._paths.append(path)

    def add_number(self, number: float, row: int, path: str) -> None:
        """Add a number."""
        self._numbers.append(number)
        self._number_rows.append(row)
        self._paths_of_numbers.append(path)

    def part(self, first: int, last: int) -> RareValues:
        """Those of some rows."""
        some = slice(bisect_left(self._rows, first), bisect_left(self._rows, last))
        others = slice(bisect_left(self._number_rows, first), bisect_left(self._number_rows, last))
        numbers = self._numbers[others]
        return RareValues(
            (*self._words[some], *written_numbers(numbers)),
            rows_alone((*self._rows[some], *self._number_rows[others])),
            tuple(numbers),
            (*self._paths[some], *self._paths_of_numbers[others]),
        )
