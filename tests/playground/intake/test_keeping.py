"""What was answered 202 is kept: through a kill of the intake, as the bytes that came, all of a request or nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from playground.intake.launch import IntakeProcess

RUM = "/api/v2/rum?dd-api-key=pub"
LINES = b'{"type": "view" ,"n":1.50, "big": 12345678901234567890, "t":"\xc3\xa4\\u00e4"}\n{"type":"action"}\n'


def post(intake: IntakeProcess, body: bytes, key: str | None = None) -> httpx.Response:
    headers = {"DD-IDEMPOTENCY-KEY": key} if key else {}
    return httpx.post(intake.url + RUM, content=body, headers=headers, trust_env=False)


def test_the_recording_holds_the_bytes_that_came(tmp_path: Path) -> None:
    record = tmp_path / "events.ndjson"
    with IntakeProcess.start(record=record) as intake:
        assert post(intake, LINES).status_code == 202
        assert post(intake, b"no").status_code == 400
        assert record.read_bytes() == LINES
        assert post(intake, b'[ {"n": 1.0,\n"m":2} , {"o":1E2}]').status_code == 202
        assert record.read_bytes() == LINES + b'{"n": 1.0, "m":2}\n{"o":1E2}\n'
    with IntakeProcess.start(record=record) as intake:
        assert post(intake, b"{}").status_code == 202
    assert record.read_bytes() == LINES + b'{"n": 1.0, "m":2}\n{"o":1E2}\n{}\n'


@pytest.mark.parametrize(
    ("found", "becomes"),
    [
        (b"", b""),
        (b"{}\n", b"{}\n"),
        (b'{"whole":1}', b'{"whole":1}\n'),
        (b'{}\n{"whole":1}', b'{}\n{"whole":1}\n'),
        (b'{}\n{"torn":', b"{}\n"),
        (b'{"torn":"\xc3', b""),
    ],
)
def test_a_torn_recording_goes_on_with_whole_lines(tmp_path: Path, found: bytes, becomes: bytes) -> None:
    record = tmp_path / "events.ndjson"
    record.write_bytes(found)
    with IntakeProcess.start(record=record) as intake:
        assert post(intake, b'{"type":"view"}').status_code == 202
    assert record.read_bytes() == becomes + b'{"type":"view"}\n'


def test_nothing_is_kept_where_the_recording_cannot_be_written() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    with IntakeProcess.start(record=full) as intake:
        answer = post(intake, b'{"type":"view"}')
        assert (answer.status_code, answer.json()["errors"][0]["title"]) == (507, "Insufficient Storage")
        assert intake.health()["events"] == 0


def test_nothing_is_recorded_where_the_database_cannot_be_written(tmp_path: Path) -> None:
    database, record = tmp_path / "events.sqlite3", tmp_path / "events.ndjson"
    with IntakeProcess.start(database=database, record=record) as intake:
        assert post(intake, b'{"type":"view"}').status_code == 202
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(
                "CREATE TRIGGER full BEFORE INSERT ON event WHEN new.body LIKE '%action%'"
                " BEGIN SELECT raise(ABORT, 'disk full'); END"
            )
        answer = post(intake, LINES)
        assert (answer.status_code, "disk full" in answer.text) == (507, True)
        assert [item.event["type"] for item in intake.events()] == ["view"]
        assert record.read_bytes() == b'{"type":"view"}\n'


def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    database, record = tmp_path / "events.sqlite3", tmp_path / "events.ndjson"
    answered: list[str] = []
    enough = threading.Event()

    def keep_sending(intake: IntakeProcess, sender: int) -> None:
        with httpx.Client(base_url=intake.url, trust_env=False) as client:
            for number in range(10_000):
                name = f"{sender}-{number}"
                try:
                    answer = client.post(RUM, content=json.dumps({"name": name}), headers={"DD-IDEMPOTENCY-KEY": name})
                except httpx.TransportError:
                    return
                assert answer.status_code == 202
                answered.append(name)
                if len(answered) > 100:
                    enough.set()

    with IntakeProcess.start(database=database, record=record) as intake:
        senders = [threading.Thread(target=keep_sending, args=(intake, sender)) for sender in range(4)]
        for sender in senders:
            sender.start()
        assert enough.wait(60)
        os.kill(intake.pid, signal.SIGKILL)
        for sender in senders:
            sender.join()

    with IntakeProcess.start(database=database, record=record) as intake:
        names = [item.event["name"] for item in intake.events()]
        assert len(names) == len(set(names))
        assert set(answered) <= set(names)
        # The answer to a request that the kill cut off got lost: its repetition is known, if it was kept.
        assert post(intake, json.dumps({"name": names[-1]}).encode(), key=names[-1]).status_code == 202
        assert intake.health()["events"] == len(names)
        assert post(intake, b'{"name":"afterwards"}').status_code == 202
    recorded = [json.loads(line)["name"] for line in record.read_text().splitlines()]
    assert set(answered) <= set(recorded)
    assert recorded[-1] == "afterwards"


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "events.sqlite3"
    for expected in (1, 2):
        with IntakeProcess.start(database=database) as intake:
            assert post(intake, b'{"type":"view"}').status_code == 202
            assert [item.seq for item in intake.events()][-1] == expected
