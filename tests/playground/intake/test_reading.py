"""Reading what came in: from a number on, waiting for news, in pages that the reader does not notice."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from playground.intake.launch import IntakeError, IntakeProcess
from playground.intake.store import PAGE

if TYPE_CHECKING:
    from playground.intake.launch import ReceivedEvent


def send(intake: IntakeProcess, *names: str) -> None:
    body = "\n".join(json.dumps({"type": name}) for name in names)
    answer = httpx.post(f"{intake.url}/api/v2/rum?dd-api-key=pub", content=body, trust_env=False)
    assert answer.status_code == 202


def types(events: list[ReceivedEvent]) -> list[str]:
    return [item.event["type"] for item in events]


def test_events_after_a_number(intake: IntakeProcess) -> None:
    assert intake.events() == []
    send(intake, "view", "action")
    send(intake, "error")
    everything = intake.events()
    assert types(everything) == ["view", "action", "error"]
    assert [item.seq for item in everything] == [1, 2, 3]
    assert types(intake.events(after=1)) == ["action", "error"]
    assert intake.events(after=3) == []
    assert len({item.request_id for item in everything}) == 2


def test_more_events_than_a_page_holds(intake: IntakeProcess) -> None:
    send(intake, *["view"] * (2 * PAGE + 1))
    assert [item.seq for item in intake.events()] == list(range(1, 2 * PAGE + 2))


def test_a_reader_that_waits_gets_news(intake: IntakeProcess) -> None:
    got: list[ReceivedEvent] = []
    reader = threading.Thread(target=lambda: got.extend(intake.events(wait=30)))
    reader.start()
    send(intake, "view")
    reader.join(timeout=20)
    assert types(got) == ["view"]


def test_a_wait_ends_without_news(intake: IntakeProcess) -> None:
    assert intake.events(wait=0.05) == []


def test_a_wait_is_for_what_is_after_the_number(intake: IntakeProcess) -> None:
    send(intake, "view")
    assert intake.events(after=1, wait=0.05) == []
    assert types(intake.events(after=0, wait=30)) == ["view"]


def test_a_waiting_reader_does_not_hold_up_the_end(intake: IntakeProcess) -> None:
    parts = urlsplit(intake.url)
    with socket.create_connection((parts.hostname, parts.port)) as reader:
        reader.sendall(b"GET /events?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert intake.health()["status"] == "ok"  # so the request of the reader, who came first, is there as well
        intake.stop(timeout=30)
        assert b"200 OK" in reader.recv(65536)
    assert intake._process.returncode == 0


def test_wait_for_finds_what_comes_later(intake: IntakeProcess) -> None:
    send(intake, "view")
    sender = threading.Thread(target=send, args=(intake, "action", "error"))
    sender.start()
    found = intake.wait_for(lambda events: [event for event in events if event["type"] == "error"])
    sender.join()
    assert found == [{"type": "error"}]


def test_wait_for_says_what_it_got_instead(intake: IntakeProcess) -> None:
    send(intake, "view", "action", "view")
    with pytest.raises(TimeoutError, match="received: 1 action, 2 view"):
        intake.wait_for(lambda events: len(events) > 3, timeout=0.05)


def test_a_question_it_does_not_understand_is_an_error(intake: IntakeProcess) -> None:
    with pytest.raises(IntakeError, match=r"400.*after"):
        intake.events(after=-1)


def test_an_intake_that_is_gone_is_an_error(intake: IntakeProcess) -> None:
    intake.stop()
    with pytest.raises(IntakeError, match="does not answer"):
        intake.events()
