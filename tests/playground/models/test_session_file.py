"""Sessions in files: saved and read again; bad files are told, and never end anything."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.intake.store import Arrival, Store
from playground.models import session_file
from playground.models.replay import AT_ONCE, LONGEST_SILENCE, Replay
from playground.models.session_file import Session, SessionFileError, read_session, write_session

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = [(1000 + n, {"type": "action", "date": 1000 + n, "action": {"id": str(n)}}) for n in range(5)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "session.ndjson"


def test_what_was_saved_is_read_again(file: Path) -> None:
    assert write_session(file, EVENTS) == 5
    session = read_session(file)
    assert list(session.events) == EVENTS
    assert session.notes == ()
    assert [path.name for path in file.parent.glob("*session*")] == ["session.ndjson"]


def test_events_come_in_the_order_of_their_times_however_many_there_are(file: Path) -> None:
    times = [number * 7_919 % 1_000 for number in range(1_000)]  # each number below 1,000 once
    write_session(file, ((ms, {"type": "action", "date": ms}) for ms in times))
    events = read_session(file).events
    assert [ms for ms, _event in events] == list(range(1_000))
    assert all(event["date"] == ms for ms, event in events)
    assert (events[-1][0], [ms for ms, _event in events[998:]]) == (999, [998, 999])


def test_a_recording_of_plain_events_is_read_too(file: Path) -> None:
    file.write_text("".join(json.dumps(event) + "\n" for _ms, event in EVENTS))
    assert list(read_session(file).events) == EVENTS


def test_a_database_of_an_earlier_launch_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "recording.sqlite"
    store = Store(file, None)
    arrival = Arrival(5000, "r", "k", "electron", None, None, "gzip", proxied=True)
    store.accept(arrival, [json.dumps(event) for _ms, event in EVENTS])
    assert list(read_session(file).events) == EVENTS  # also while it is written
    store.stop()
    assert list(read_session(file).events) == EVENTS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1 is no JSON"),
        (b"hello\n" * 1000, "line 1 is no JSON"),
        (b'{"type": "view", "da', "line 1 breaks off in the middle"),
        (b"[1, 2]\n", "line 1 is no JSON object"),
        (b'{"a": 1}\n', "line 1 is no event: it has no type"),
        (b"[" * 100_000, "line 1 breaks off"),
        (b"SQLite format 3\0 and nothing more", "is a database, but no recorded session"),
    ],
)
def test_a_file_without_a_session_says_why(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(SessionFileError, match=said):
        read_session(file)


def test_a_file_that_is_not_there_or_a_folder_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SessionFileError, match="cannot be read"):
            read_session(path)


def test_good_lines_are_kept_beside_bad_ones(file: Path) -> None:
    unknown = {"type": "something_new", "date": 2000}
    large = {"type": "error", "date": 2001, "error": {"message": "x" * 1_000_000}}
    lines = [json.dumps(event) for event in (EVENTS[0][1], unknown, large)]
    file.write_text("\n".join([lines[0], "oops", lines[1], "", "[]", lines[2], '{"type": "vie']))
    session = read_session(file)
    assert [event["type"] for _ms, event in session.events] == ["action", "something_new", "error"]
    assert session.notes == ("Left out: line 2 is no JSON (and 2 other lines).",)


def test_memory_is_not_what_a_file_decides(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_file, "LONGEST_LINE", 1000)
    monkeypatch.setattr(session_file, "MOST_BYTES", 100_000)
    line = json.dumps(EVENTS[0][1]).encode()
    file.write_bytes(line + b"\n" + b"y" * 10_000 + b"\n" + line + b"\n")
    session = read_session(file)
    assert len(session.events) == 2
    assert session.notes == ("Left out: line 2 is longer than 1.0 kB.",)
    with file.open("wb") as target:  # as a file of 2 GB, of which hardly anything lies on the disk
        target.write(line + b"\n")
        target.truncate(2 * 1024**3)
    assert len(read_session(file).events) == 1
    monkeypatch.setattr(session_file, "MOST_EVENTS", 3)
    write_session(file, EVENTS)
    assert "only its first 3 events" in read_session(file).notes[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_session_or_an_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with contextlib.suppress(SessionFileError):
        assert read_session(file).events


def test_a_full_disk_keeps_what_was_saved_before(file: Path) -> None:
    write_session(file, EVENTS)

    def broken() -> object:
        yield EVENTS[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_session(file, broken())  # type: ignore[arg-type]
    assert len(read_session(file).events) == 5


def test_a_replay_goes_at_the_speed_that_is_chosen() -> None:
    times = (0, 100, 200, 200 + 10 * LONGEST_SILENCE)
    replay = Replay(Session("s", tuple((ms, {"type": "view"}) for ms in times)), speed=2.0)
    assert [update.time_ms for update in replay.advance(0)] == [0]
    assert replay.advance(40) == []
    assert [update.time_ms for update in replay.advance(10)] == [100]
    assert [update.key for update in replay.advance(50)] == [3]
    assert replay.advance(LONGEST_SILENCE / 2 - 1) == []
    assert len(replay.advance(1)) == 1
    assert replay.is_over
    assert len(Replay(replay.session, AT_ONCE).advance(0)) == 4
