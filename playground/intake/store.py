"""What the intake keeps: accepted requests and their events, in SQLite, so that a crash loses none of them."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from dataclasses import astuple, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.intake.record import Record
from playground.intake.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAGE = 1000  # events read at a time

_SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
    id INTEGER PRIMARY KEY,
    received_ms INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    idempotency_key TEXT UNIQUE,
    source TEXT,
    origin TEXT,
    origin_version TEXT,
    encoding TEXT NOT NULL,
    proxied INTEGER NOT NULL,
    repeats INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    request INTEGER NOT NULL REFERENCES request,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_of_request ON event (request);
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that brought events; the fields are columns of the table `request`."""

    received_ms: int
    request_id: str
    idempotency_key: str | None
    source: str | None
    origin: str | None
    origin_version: str | None
    encoding: str
    proxied: bool


class Store:
    """Accepted events in the order of their arrival.

    Args:
        database: The SQLite file; None keeps the events only as long as the process lives.
        record: A file to which the events are appended as well; None for no recording.

    Raises:
        OSError: The recording cannot be written.
        sqlite3.Error: The database cannot be used.
    """

    def __init__(self, database: Path | None, record: Path | None) -> None:
        self._record = Record(record or Path(os.devnull))
        self._database = sqlite3.connect(database or "")  # the empty name: a file of SQLite's own that nobody else sees
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode=WAL")
        # Survives the death of the process, not that of the machine, and saves an fsync for each request.
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)

    def accept(self, arrival: Arrival, events: Sequence[str]) -> None:
        """Keep all events of a request, or none.

        A request whose idempotency key was accepted before is the repetition of a try whose answer got lost: it is
        counted, and its events are not kept twice.

        Raises:
            Refusal: The idempotency key was used for other events, or the events cannot be written.
        """
        try:
            if self._is_repetition(arrival, events):
                return
            with self._record.undone_on_error(), self._database:
                request = self._database.execute(
                    "INSERT INTO request (received_ms, request_id, idempotency_key, source, origin, origin_version,"
                    " encoding, proxied) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    astuple(arrival),
                ).lastrowid
                self._database.executemany(
                    "INSERT INTO event (request, body) VALUES (?, ?)", [(request, event) for event in events]
                )
                self._record.append(events)
        except (OSError, sqlite3.Error) as error:
            raise Refusal(HTTPStatus.INSUFFICIENT_STORAGE, f"the events cannot be kept: {error}") from error

    def _is_repetition(self, arrival: Arrival, events: Sequence[str]) -> bool:
        rows = self._database.execute(
            "SELECT request, body FROM request JOIN event ON request = request.id WHERE idempotency_key = ?"
            " ORDER BY seq",
            (arrival.idempotency_key,),
        ).fetchall()
        if not rows:
            return False
        if [row["body"] for row in rows] != list(events):
            raise Refusal(
                HTTPStatus.CONFLICT, f"idempotency key {arrival.idempotency_key!r} was used before, for other events"
            )
        with self._database:
            self._database.execute("UPDATE request SET repeats = repeats + 1 WHERE id = ?", (rows[0]["request"],))
        return True

    def last_seq(self) -> int:
        """The number of the newest event, 0 when there is none yet."""
        (seq,) = self._database.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
        return int(seq)

    def counts(self) -> dict[str, int]:
        """How many events and requests were accepted, and how often one of the requests was repeated."""
        (events,) = self._database.execute("SELECT count(*) FROM event").fetchone()
        requests, repeats = self._database.execute("SELECT count(*), coalesce(sum(repeats), 0) FROM request").fetchone()
        return {"events": events, "requests": requests, "repeats": repeats}

    def pages(self, after: int) -> Iterator[list[str]]:
        """The events above a number that are there now, each as a JSON object with its event inside, unaltered."""
        last = self.last_seq()
        while after < last:
            rows = self._database.execute(
                "SELECT seq, received_ms, request_id, idempotency_key, source, origin, origin_version, body"
                " FROM event JOIN request ON request = request.id WHERE seq > ? ORDER BY seq LIMIT ?",
                (after, PAGE),
            ).fetchall()
            yield [_as_json(dict(row)) for row in rows]
            after = rows[-1]["seq"]

    def stop(self) -> None:
        """Close both files."""
        with contextlib.closing(self._database):
            self._record.stop()


def _as_json(row: dict[str, Any]) -> str:
    event = row.pop("body")
    return f'{json.dumps(row)[:-1]}, "event": {event}}}'
