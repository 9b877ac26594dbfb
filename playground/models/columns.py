"""The columns of the event list: what each one says of a record; no Qt. Any path of an event can be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from playground.models.query.fields import has_key, leaves
from playground.models.value_words import word_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playground.models.event_record import EventRecord


class Column(StrEnum):
    """What the list itself knows of an event; every other key is a path."""

    TIME = "time"
    TYPE = "type"
    SENTENCE = "what happened"
    PROCESS = "process"
    STATE = "state"
    WINDOW = "window"
    SESSION = "session"
    SOURCE = "source"


#: as wide as what stands in them, in logical pixels
WIDTHS: Final[Mapping[str, int]] = {
    Column.TIME: 100,
    Column.TYPE: 104,
    Column.SENTENCE: 240,
    Column.PROCESS: 140,
    Column.STATE: 100,
}
WIDTH: Final = 120

PRESETS: Final[Mapping[str, tuple[str, ...]]] = {
    "Overview": (Column.TIME, Column.TYPE, Column.SENTENCE, Column.PROCESS, Column.STATE),
    "Commands": (
        Column.TIME,
        Column.TYPE,
        Column.SENTENCE,
        "resource.duration",
        "resource.status_code",
        "context.cwd",
        Column.STATE,
    ),
    "Errors": (
        Column.TIME,
        Column.TYPE,
        Column.SENTENCE,
        "error.type",
        "error.handling",
        "context.reason",
        Column.PROCESS,
    ),
    "Windows": (Column.TIME, Column.TYPE, Column.SENTENCE, Column.WINDOW, "view.url", Column.SOURCE, Column.STATE),
    "Processes": (
        Column.TIME,
        Column.TYPE,
        Column.SENTENCE,
        "context.pid",
        "view.memory_average",
        "_dd.document_version",
    ),
}
START: Final = PRESETS["Overview"]

#: texts that are kept between paints
_MOST_KEPT: Final = 4_000

#: values of one path that a cell shows
_MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class ColumnState:
    """A column as the user left it."""

    key: str
    width: int


def title_of(key: str) -> str:
    """What stands above a column."""
    return key[0].upper() + key[1:] if key in set(Column) else key


def clock(time_ms: int) -> str:
    """A time of day with milliseconds."""
    seconds, rest = divmod(time_ms, 1000)
    return f"{_time_of_day(seconds)}.{rest:03d}"


@lru_cache(maxsize=1_000)
def _time_of_day(seconds: int) -> str:
    """The time of day in text, cached: many rows are of the same second."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%H:%M:%S")


def text_of(record: EventRecord, key: str, *, in_full: bool = False) -> str:
    """What a column says of a record; in full with the reason of its state."""
    match key:
        case Column.TIME:
            return clock(record.time_ms)
        case Column.TYPE:
            return record.type.replace("_", " ")
        case Column.SENTENCE:
            return record.sentence
        case Column.STATE:
            return f"{record.state} by {record.reason}" if record.reason and in_full else record.state
        case Column.PROCESS | Column.WINDOW | Column.SESSION | Column.SOURCE:
            return str(getattr(record, key))
        case _:
            return ", ".join(word_of(value) for value in values_of(record, key))


def values_of(record: EventRecord, key: str) -> list[Any]:
    """The values inside of what a key names, those of own fields first; no more than a cell can show."""
    folded = key.casefold()
    named = (
        value
        for part in (record.own, record.shared.payload)
        for path, value in _leaves_of(part)
        if has_key(path, folded)
    )
    return list(islice(named, _MOST_SHOWN))


@lru_cache(maxsize=200)
def _leaves_of(payload: bytes) -> list[tuple[str, Any]]:
    """Values with their casefolded paths; the cells of a row ask for the same part, and many rows share one."""
    return [(path.casefold(), value) for path, value in leaves(msgspec.json.decode(payload))]


class Cells:
    """Texts of path columns, which take a while to read, kept for the next paint."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], str] = {}

    def text(self, record: EventRecord, key: str) -> str:
        """What a column says of a record."""
        if key in _KNOWN:
            return text_of(record, key)
        place = (record.index, key)
        text = self._kept.get(place)
        if text is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            text = self._kept[place] = text_of(record, key)
        return text


_KNOWN: Final = frozenset(Column)


def usable(states: Sequence[object]) -> list[ColumnState]:
    """The columns in what was remembered; what is no column is left out."""
    found: dict[str, ColumnState] = {}
    for state in states:
        match state:
            case [str(key), int(width)] if key and 0 < width < 10_000:  # noqa: PLR2004 - wider than any screen
                found.setdefault(key, ColumnState(key, width))
    return list(found.values())
