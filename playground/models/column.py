"""The values of one field in consecutive events, each different one once; no Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

from playground.models.value_words import SEPARATOR, word_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")

#: events of a segment: few enough that a query over one takes a millisecond, and many enough to run down a column
SEGMENT: Final = 1_024

#: bytes of a text that have most of its characters in them
_SAMPLE: Final = 256

#: the rows of a value that only one row has; one object for all columns
_ALONE: Final = tuple((row,) for row in range(SEGMENT))


class Column:
    """Casefolded words, numbers last, in one text: a search through it is one call, and asks each word once."""

    __slots__ = ("characters", "numbers", "rows", "text")

    def __init__(self, words: Iterable[str], rows: Iterable[tuple[int, ...]], numbers: tuple[float, ...]) -> None:
        #: a separator before and after each word
        self.text = SEPARATOR.join(("", *words, ""))
        #: those of each word; where a word begins, as many separators have been as the place here says
        self.rows = ((), *rows, ())
        #: what the last words say
        self.numbers = numbers
        #: all that the text has, as bits: most words are looked for in vain, and in many columns they cannot be
        self.characters = characters_of(self.text)

    @property
    def places(self) -> range:
        """Those of all words."""
        return range(1, len(self.rows) - 1)

    @property
    def words(self) -> list[str]:
        """The word at each place."""
        return self.text.split(SEPARATOR)

    def rows_at(self, places: Iterable[int]) -> Iterator[int]:
        """The rows of words; one may come more than once."""
        return chain.from_iterable(map(self.rows.__getitem__, places))


def characters_of(text: str) -> int:
    """A bit for each different byte of the text in UTF-8."""
    written = text.encode("utf-8", "surrogatepass")
    often = set(written[:_SAMPLE])
    bits = 0
    for byte in often.union(written.translate(None, bytes(often))):
        bits |= 1 << byte
    return bits


class GrowingColumn:
    """A column of the segment that is being filled: word by word, row after row."""

    __slots__ = ("number_rows", "numbers", "rows", "words")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.words: list[str] = []
        self.number_rows: list[int] = []
        self.numbers: list[float] = []

    def sealed(self) -> Column:
        """The finished column: nothing more is written to it."""
        return column_of(self.words, self.rows, self.numbers, self.number_rows)

    def part(self, first: int, last: int) -> Column:
        """A few rows, for one look: that a word comes more than once does no harm."""
        some = slice(bisect_left(self.rows, first), bisect_left(self.rows, last))
        some_numbers = slice(bisect_left(self.number_rows, first), bisect_left(self.number_rows, last))
        numbers = self.numbers[some_numbers]
        rows = rows_alone(chain(self.rows[some], self.number_rows[some_numbers]))
        return Column((*self.words[some], *written_numbers(numbers)), rows, tuple(numbers))


def column_of(
    words: Sequence[str], rows: Sequence[int], numbers: Sequence[float] = (), number_rows: Sequence[int] = ()
) -> Column:
    """The column with these words and numbers, each of which has a row."""
    grouped = rows_of(words, rows)
    if not numbers:
        return Column(grouped, grouped.values(), ())
    written = written_numbers(numbers)
    different = rows_of(written, number_rows)
    values = dict(zip(written, numbers, strict=True))
    return Column((*grouped, *different), (*grouped.values(), *different.values()), tuple(values.values()))


def written_numbers(numbers: Sequence[float]) -> list[str]:
    """As JSON writes them: 1 and 1.0 are equal, but no equal words."""
    try:
        return list(map(str, numbers))
    except ValueError:
        return list(map(word_of, numbers))


def rows_alone(rows: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Each row as the only one of its value."""
    return map(_ALONE.__getitem__, rows)


def rows_of(values: Sequence[T], rows: Sequence[int]) -> dict[T, tuple[int, ...]]:
    """The rows of each value, in the order in which values come first."""
    different = len(set(values))
    if different == len(values):
        return dict(zip(values, rows_alone(rows), strict=True))
    if different == 1:
        return {values[0]: tuple(rows)}
    places = defaultdict[T, list[int]](list)
    for value, row in zip(values, rows, strict=True):
        places[value].append(row)
    return {value: tuple(found) for value, found in places.items()}
