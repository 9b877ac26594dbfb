"""What consecutive events say, field by field, so that a query runs down a column and decodes nothing. No Qt."""

from __future__ import annotations

from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING, Final, TypeVar

from playground.models.column import SEGMENT, Column, GrowingColumn, column_of, rows_of
from playground.models.rare_values import GrowingRareValues, RareValues
from playground.models.value_words import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from playground.models.event_parts import SharedPart
    from playground.models.event_record import EventRecord

T = TypeVar("T")

#: what the list itself knows of an event; the state is none, because it changes
_KEPT_FACETS: Final = ("type", "process", "window", "session", "source")


class Field:
    """A place in events, and the column for it in the segment that is being filled."""

    __slots__ = ("column", "folded", "inside", "is_known", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        #: casefolded, with a point on either side: the names of a key stand in it one after the other
        self.folded = f".{path.casefold().replace(SEPARATOR, ' ')}." if path else ""
        self.inside: dict[str, Field] = {}
        self.column: GrowingColumn | None = None
        #: an event had it before
        self.is_known = False


class Segment:
    """Records with consecutive indices; the one with index `start` is in row 0.

    A full one keeps its values in tuples: those of nothing but texts and numbers are no business of the garbage
    collector, which would hold the window for 50 ms to look through the lists of 100,000 events.
    """

    __slots__ = (
        "_growing",
        "columns",
        "facets",
        "growing",
        "growing_rare",
        "rare",
        "records",
        "shared",
        "start",
        "superseded",
    )

    def __init__(self, start: int) -> None:
        self.start = start
        self.records: Sequence[EventRecord]
        self._growing: list[EventRecord] = []
        self.records = self._growing
        #: the rows of each shared part, when it is full
        self.shared: dict[SharedPart, tuple[int, ...]] = {}
        #: one byte for each row: 1 where a newer version of the same view has arrived
        self.superseded = bytearray(SEGMENT)
        #: of the own parts, while it is filled; nothing in shared parts has a column
        self.growing: dict[Field, GrowingColumn] = {}
        self.growing_rare = GrowingRareValues()
        #: the same when it is full
        self.columns: dict[Field, Column] = {}
        self.rare: RareValues | None = None
        self.facets: dict[str, Column] = {}

    @property
    def is_full(self) -> bool:
        """Whether the next record belongs to the next segment."""
        return len(self.records) == SEGMENT

    def add(self, record: EventRecord) -> None:
        """Add the next record; its own part is in the columns already."""
        self._growing.append(record)

    def seal(self) -> None:
        """Finish the columns: the segment is full."""
        self.records = tuple(self.records)
        self._growing = []
        self.shared = rows_of([record.shared for record in self.records], range(len(self.records)))
        columns = {field: column.sealed() for field, column in self.growing.items()}
        # A query that is sure of every record after short columns need not look at long ones.
        self.columns = dict(sorted(columns.items(), key=lambda item: len(item[1].text)))
        self.rare = self.growing_rare.part(0, SEGMENT)
        self.growing, self.growing_rare = {}, GrowingRareValues()
        self.facets = {name: facet_column(name, self.records, 0) for name in _KEPT_FACETS}


def facet_column(name: str, records: Sequence[EventRecord], first: int) -> Column:
    """The column of a facet of records, the first of which is in this row. What is empty is no value."""
    values = list(map(attrgetter(name), records))
    rows: Sequence[int] = range(first, first + len(values))
    different = set(values)
    if "" in different:
        rows, values = list(compress(rows, values)), list(filter(None, values))
    folded = {value: value.casefold() for value in different}
    return column_of(list(map(folded.__getitem__, values)), rows)


class Stretch:
    """Rows of a segment that a query is asked of at once."""

    __slots__ = ("_kept", "_kept_rare", "first", "last", "segment")

    def __init__(self, segment: Segment, first: int, last: int) -> None:
        self.segment = segment
        self.first = first
        self.last = last
        #: what was made of the segment that is being filled
        self._kept: dict[Field | str, Column] = {}
        self._kept_rare: RareValues | None = None

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def indices(self) -> range:
        """The indices of its records."""
        return range(self.segment.start + self.first, self.segment.start + self.last)

    @property
    def rows(self) -> range:
        """Their rows in the segment."""
        return range(self.first, self.last)

    def of(self, values: Sequence[T]) -> Sequence[T]:
        """The part of one of the segment's sequences that has an entry for each record."""
        return values if len(self) == len(values) else values[self.first : self.last]

    def columns(self) -> Iterator[Column]:
        """Every column; it may have other rows of the segment too."""
        segment = self.segment
        yield from segment.columns.values() or map(self._growing, segment.growing)
        yield self._rare()

    def columns_under(self, key: str, names: Callable[[Field], bool]) -> Iterator[Column]:
        """Those of the fields that a key names, which has a point on either side."""
        segment = self.segment
        for field in segment.columns or segment.growing:
            if names(field):
                yield segment.columns.get(field) or self._growing(field)
        rare = self._rare().under(key)
        if rare is not None:
            yield rare

    def shared(self) -> Mapping[SharedPart, Sequence[int]]:
        """Shared parts, each with the rows that have it."""
        segment = self.segment
        return segment.shared or rows_of([record.shared for record in self.of(segment.records)], self.rows)

    def facet(self, name: str) -> Column:
        """The column of a facet."""
        column = self.segment.facets.get(name) or self._kept.get(name)
        if column is None:
            column = self._kept[name] = facet_column(name, self.of(self.segment.records), self.first)
        return column

    def _growing(self, field: Field) -> Column:
        column = self._kept.get(field)
        if column is None:
            column = self._kept[field] = self.segment.growing[field].part(self.first, self.last)
        return column

    def _rare(self) -> RareValues:
        rare = self.segment.rare or self._kept_rare
        if rare is None:
            rare = self._kept_rare = self.segment.growing_rare.part(self.first, self.last)
        return rare

    def mask(self, rows: Iterable[int]) -> int:
        """A number with one byte for each record, 1 for those in `rows`: sets that are combined fast."""
        flags = bytearray(SEGMENT)
        for row in rows:
            flags[row] = 1
        return int.from_bytes(flags[self.first : self.last], "little")

    @property
    def superseded(self) -> int:
        """The mask of older versions of views."""
        return int.from_bytes(self.segment.superseded[self.first : self.last], "little")

    @property
    def everything(self) -> int:
        """The mask of all records."""
        return int.from_bytes(b"\x01" * len(self), "little")
