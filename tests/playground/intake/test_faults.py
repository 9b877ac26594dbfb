"""Faults that the intake is told to have, over real HTTP: what each does to events, and the way back."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from playground.intake.fault import Fault
from playground.intake.faults import SLOW
from playground.intake.launch import IntakeProcess
from tests.plugins.manual_clock import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT = '{"type":"view"}'
#: bytes that no buffer holds, so that the client is still sending when the connection is reset
LARGE = "\n".join([EVENT] * 500_000)


@pytest.fixture
def intake(shared_intake: IntakeProcess) -> Iterator[IntakeProcess]:
    """The module's intake; no fault stays on."""
    yield shared_intake
    shared_intake.set_fault(Fault.NONE)


def send(client: httpx.Client, key: str = "", content: str = EVENT) -> httpx.Response:
    headers = {"DD-IDEMPOTENCY-KEY": key} if key else {}
    return client.post("/api/v2/rum?dd-api-key=pub", content=content, headers=headers)


def count(intake: IntakeProcess) -> int:
    return int(intake.health()["events"])


@pytest.mark.parametrize("content", [EVENT, LARGE], ids=["small", "large"])
def test_offline_resets_and_keeps_nothing(intake: IntakeProcess, client: httpx.Client, content: str) -> None:
    before = count(intake)
    intake.set_fault(Fault.OFFLINE)
    assert intake.fault() is Fault.OFFLINE
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            send(client, content=content)
    assert count(intake) == before
    intake.set_fault(Fault.NONE)
    assert send(client).status_code == 202


@pytest.mark.parametrize(("fault", "retry_after"), [(Fault.TOO_MANY, "2"), (Fault.BROKEN, None)])
def test_statuses(intake: IntakeProcess, client: httpx.Client, fault: Fault, retry_after: str | None) -> None:
    before = count(intake)
    intake.set_fault(fault)
    answer = send(client, content=LARGE[: len(EVENT) * 1000])
    assert (str(answer.status_code), answer.headers.get("Retry-After")) == (fault.value, retry_after)
    assert "switched on" in answer.json()["errors"][0]["detail"]
    assert count(intake) == before
    intake.set_fault(Fault.NONE)
    assert send(client).status_code == 202


def test_a_lost_answer_keeps_the_events_once(intake: IntakeProcess, client: httpx.Client) -> None:
    before = intake.health()
    intake.set_fault(Fault.RESET)
    for _ in range(2):
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            send(client, "a-key")
    intake.set_fault(Fault.NONE)
    assert send(client, "a-key").status_code == 202
    after = intake.health()
    assert {name: after[name] - before[name] for name in ("events", "requests", "repeats")} == {
        "events": 1,
        "requests": 1,
        "repeats": 2,
    }


def sending(client: httpx.Client) -> tuple[threading.Thread, list[object]]:
    """A request in a thread of its own, and what came of it."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(send(client).status_code)
        except httpx.HTTPError as error:
            outcome.append(type(error))

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def test_slow_answers_late_but_at_once_when_it_is_switched_off(intake: IntakeProcess, client: httpx.Client) -> None:
    intake.set_fault(Fault.SLOW)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/api/v2/rum?dd-api-key=pub", content=EVENT, timeout=0.1)
    started = time.monotonic()
    thread, outcome = sending(client)
    intake.set_fault(Fault.NONE)
    thread.join(PATIENCE)
    assert outcome == [202]
    assert time.monotonic() - started < SLOW


def test_a_hanging_request_is_reset_when_it_is_switched_off(intake: IntakeProcess, client: httpx.Client) -> None:
    before = count(intake)
    intake.set_fault(Fault.HANG)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/api/v2/rum?dd-api-key=pub", content=EVENT, timeout=0.1)
    assert count(intake) == before
    intake.set_fault(Fault.NONE)
    assert send(client).status_code == 202


@pytest.mark.parametrize("fault", Fault)
def test_reading_goes_on_and_every_fault_is_explained(intake: IntakeProcess, fault: Fault) -> None:
    intake.set_fault(fault)
    assert intake.health()["status"] == "ok"
    assert isinstance(intake.events(), list)
    assert fault.label
    assert fault.meaning.endswith(".")


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"fault":"503"}', '{"fault":[]}', '{"fault":429}', "[" * 100_000])
def test_an_unknown_fault_is_refused(intake: IntakeProcess, client: httpx.Client, body: str) -> None:
    intake.set_fault(Fault.BROKEN)
    answer = client.put("/faults", content=body)
    assert answer.status_code == 400
    assert "one of none, offline, 429" in answer.json()["errors"][0]["detail"]
    assert intake.fault() is Fault.BROKEN


def test_a_web_page_cannot_switch_faults(intake: IntakeProcess, client: httpx.Client) -> None:
    preflight = {"Origin": "https://example.com", "Access-Control-Request-Method": "PUT"}
    assert client.options("/faults", headers=preflight).status_code == 400
    assert client.put("/faults", content='{"fault":"hang"}', headers={"Host": "example.com"}).status_code == 400
    assert intake.fault() is Fault.NONE


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.HANG])
def test_it_ends_at_once_in_the_middle_of_a_fault(fault: Fault) -> None:
    with httpx.Client(trust_env=False) as client:  # closed when nobody uses it any more
        with IntakeProcess.start(linger=0) as intake:
            client.base_url = httpx.URL(intake.url)
            intake.set_fault(fault)
            thread, _ = sending(client)
            started = time.monotonic()
        thread.join(PATIENCE)
    assert time.monotonic() - started < SLOW
