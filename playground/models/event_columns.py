"""What consecutive events say, field by field, so that a query runs down a column and decodes nothing. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.models.event_parts import SharedPart
    from playground.models.event_record import EventRecord

T = TypeVar("T")

#: events of a segment: few enough that a query over one takes a millisecond, and many enough to run down a column
SEGMENT: Final = 1_024


class Field:
    """A place in events, and the column for it in the segment that is being filled."""

    __slots__ = ("column", "folded", "inside", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        #: casefolded, with a point on either side: the names of a key stand in it one after the other
        self.folded = f".{path.casefold()}."
        self.inside: dict[str, Field] = {}
        self.column: GrowingColumn | None = None


class Column:
    """The values of one field in a segment: numbers, and all others as casefolded words; each with its row."""

    __slots__ = ("number_rows", "numbers", "rows", "words")

    def __init__(
        self, rows: Sequence[int], words: Sequence[str], number_rows: Sequence[int], numbers: Sequence[float]
    ) -> None:
        self.rows = rows
        self.words = words
        self.number_rows = number_rows
        self.numbers = numbers

    def sealed(self) -> Column:
        """The same in tuples."""
        return Column(tuple(self.rows), tuple(self.words), tuple(self.number_rows), tuple(self.numbers))


class GrowingColumn(Column):
    """A column of the segment that is being filled."""

    __slots__ = ()
    rows: list[int]
    words: list[str]
    number_rows: list[int]
    numbers: list[float]

    def __init__(self) -> None:
        super().__init__([], [], [], [])


class Segment:
    """Records with consecutive indices; the one with index `start` is in row 0.

    A full one keeps its values in tuples: those of nothing but texts and numbers are no business of the garbage
    collector, which would hold the window for 50 ms to look through the lists of 100,000 events.
    """

    __slots__ = ("_growing", "columns", "records", "shared", "start", "superseded", "texts")

    def __init__(self, start: int) -> None:
        self.start = start
        self.records: Sequence[EventRecord]
        #: the text of every own part
        self.texts: Sequence[str]
        self.shared: Sequence[SharedPart]
        self._growing: tuple[list[EventRecord], list[str], list[SharedPart]] = ([], [], [])
        self.records, self.texts, self.shared = self._growing
        #: one byte for each row: 1 where a newer version of the same view has arrived
        self.superseded = bytearray(SEGMENT)
        #: of the own parts; nothing in shared parts has a column
        self.columns: dict[Field, Column] = {}

    @property
    def is_full(self) -> bool:
        """The next record belongs to the next segment."""
        return len(self.records) == SEGMENT

    def add(self, record: EventRecord) -> None:
        """Add the next record; its own part is in the columns already."""
        records, texts, shared = self._growing
        records.append(record)
        texts.append(record.own.text)
        shared.append(record.shared)

    def seal(self) -> None:
        """It is full, and nothing writes to its columns any more."""
        self.records, self.texts, self.shared = tuple(self.records), tuple(self.texts), tuple(self.shared)
        self._growing = ([], [], [])
        self.columns = {field: column.sealed() for field, column in self.columns.items()}


class Stretch:
    """Rows of a segment that a query is asked of at once."""

    __slots__ = ("first", "last", "segment")

    def __init__(self, segment: Segment, first: int, last: int) -> None:
        self.segment = segment
        self.first = first
        self.last = last

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def indices(self) -> range:
        """The indices of its records."""
        return range(self.segment.start + self.first, self.segment.start + self.last)

    def of(self, values: Sequence[T]) -> Sequence[T]:
        """The part of one of the segment's sequences that has an entry for each record."""
        return values if len(self) == len(values) else values[self.first : self.last]

    def part(self, rows: Sequence[int]) -> slice:
        """Where the rows of this stretch are in a column."""
        if len(self) == len(self.segment.records):
            return _WHOLE
        return slice(bisect_left(rows, self.first), bisect_left(rows, self.last))

    def mask(self, rows: Sequence[int]) -> int:
        """A number with one byte for each record, 1 for those in `rows`: sets that are combined fast."""
        flags = bytearray(len(self))
        first = self.first
        for row in rows:
            flags[row - first] = 1
        return int.from_bytes(flags, "little")

    @property
    def superseded(self) -> int:
        """The mask of older versions of views."""
        return int.from_bytes(self.segment.superseded[self.first : self.last], "little")

    @property
    def everything(self) -> int:
        """The mask of all records."""
        return int.from_bytes(b"\x01" * len(self), "little")


_WHOLE: Final = slice(None)
