"""Sessions in files: saved as NDJSON with the times of capture, and read again, whatever the file turns out to be.

Each line is `{"captured_ms": 1790000000000, "event": {…}}`. A line that is an event itself, as `--record` writes them,
is read too; its time is the event's own. Databases of earlier launches (`<data-dir>/recordings`) are SQLite.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from playground.models.packed_lines import PackedLines
from playground.models.words import count_of, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MOST_EVENTS: Final = 100_000
LONGEST_LINE: Final = 4 * 1024 * 1024
MOST_BYTES: Final = 512 * 1024 * 1024

#: lines at the start without any event, after which a file is given up
PATIENCE: Final = 200

_SQLITE: Final = b"SQLite format 3\0"
_QUERY: Final = "SELECT received_ms, body FROM event JOIN request ON request = request.id ORDER BY seq LIMIT ?"

Captured = tuple[int, dict[str, Any]]


class SessionFileError(ValueError):
    """The file holds no session; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Session:
    """What was read, in the order of capture."""

    name: str
    events: Sequence[Captured]
    #: what could not be read, in sentences
    notes: tuple[str, ...] = ()


def write_session(file: Path, events: Iterable[Captured]) -> int:
    """Save events with their times, in ms since the epoch; returns how many. Raises OSError."""
    count = 0
    # Beside it and then renamed: what was saved before stays whole when the disk is full.
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("wb") as target:
            for captured_ms, event in events:
                target.write(msgspec.json.encode({"captured_ms": captured_ms, "event": event}) + b"\n")
                count += 1
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def read_session(file: Path) -> Session:
    """Read a file of any size; raises SessionFileError when there is no event in it."""
    try:
        with file.open("rb") as source:
            if source.read(len(_SQLITE)) == _SQLITE:
                return _read_database(file)
            source.seek(0)
            return _read_lines(file.name, source)
    except OSError as problem:
        raise SessionFileError(f"{file.name} cannot be read: {problem.strerror or problem}") from problem


class _Complaints:
    """What was wrong with lines: the first one in words, the others counted."""

    def __init__(self) -> None:
        self.count = 0
        self.first = ""

    def add(self, number: int, problem: str) -> None:
        self.count += 1
        self.first = self.first or f"line {number} {problem}"

    def said(self) -> list[str]:
        if not self.count:
            return []
        others = f" (and {count_of(self.count - 1, 'other line')})" if self.count > 1 else ""
        return [f"Left out: {self.first}{others}."]


def _read_lines(name: str, source: IO[bytes]) -> Session:
    events = PackedLines(_event)
    complaints = _Complaints()
    notes: list[str] = []
    for number, line in enumerate(_lines(source), start=1):
        if source.tell() > MOST_BYTES or len(events) >= MOST_EVENTS:
            read = f"{count_of(len(events), 'event')} ({size(source.tell())})"
            notes.append(f"The file is larger than what is shown: only its first {read} were read.")
            break
        if not line.strip():
            continue
        try:
            events.add(line)
        except (ValueError, TypeError) as problem:
            complaints.add(number, str(problem))
        if not events and complaints.count >= PATIENCE:
            break
    if not events:
        why = complaints.first or "it is empty"
        raise SessionFileError(f"{name} is no recorded session: {why}. Expected is one JSON event a line, or SQLite.")
    events.sort()
    return Session(name, events, (*complaints.said(), *notes))


def _lines(source: IO[bytes]) -> Iterator[bytes]:
    """Lines, of which one that is too long comes cut, once: memory is not what a file decides."""
    while line := source.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n") and source.tell() <= MOST_BYTES:
            line = source.readline(LONGEST_LINE + 1)


def _event(line: bytes) -> tuple[int | None, dict[str, Any]]:
    """The time of capture, as far as it is told, and the event."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"is longer than {size(LONGEST_LINE)}")
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        whole = line.endswith(b"\n")
        raise ValueError("is no JSON" if whole else "breaks off in the middle") from None
    if not isinstance(value, dict):
        raise TypeError("is no JSON object")
    event = value["event"] if "captured_ms" in value and isinstance(value.get("event"), dict) else value
    if not isinstance(event.get("type"), str):
        raise TypeError("is no event: it has no type")
    captured = value.get("captured_ms", event.get("date"))
    return (captured if isinstance(captured, int) else None), event


def _read_database(file: Path) -> Session:
    events = PackedLines(_event)
    complaints = _Complaints()
    try:
        # Read only, so that a recording that is written at this moment is not disturbed.
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(_QUERY, (MOST_EVENTS,))
            for number, (received_ms, body) in enumerate(rows, start=1):
                try:
                    # Requests bring many events at once: when each one happened tells more than when they came.
                    events.add(str(body).encode() + b"\n", otherwise=int(received_ms))
                except (ValueError, TypeError) as problem:
                    complaints.add(number, str(problem))
    except sqlite3.Error as problem:
        raise SessionFileError(f"{file.name} is a database, but no recorded session: {problem}") from problem
    if not events:
        raise SessionFileError(f"{file.name} is a recording without any event")
    events.sort()
    return Session(file.name, events, tuple(complaints.said()))
