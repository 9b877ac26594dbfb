"""The fault table, answers: whatever the intake says, a batch is delivered once, or dropped for a stated reason."""

from __future__ import annotations

import socket
import threading
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from desktop_rum.transport.answers import MAX_RETRY_AFTER
from tests.plugins.faulty_intake import Exchange, status
from tests.plugins.manual_clock import START_NS
from tests.sdk.faults.away import AWAY, ONE_TRY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunningSdk, RunSdk

STATUSES = range(200, 512)
SENT = [code for code in STATUSES if code < 300]
RETRIED = [code for code in STATUSES if code in {408, 425, 429} or code >= 500]
DROPPED = [code for code in STATUSES if code not in {*SENT, *RETRIED}]


def test_2xx_takes_the_batch(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk()
    for sent, code in enumerate(SENT, 1):
        faulty_intake.otherwise = status(code)
        desktop_rum.add_action(f"{code}")
        assert desktop_rum.flush(), code
        assert len(faulty_intake.requests) == sent
        assert running.sealed() == []
    assert running.sdk.delivery_figures().dropped == {}


@pytest.mark.parametrize("code", [408, 425, 429, 500, 501, 502, 503, 504, 511])
def test_trouble_of_the_intake_keeps_the_batch_and_its_key(
    code: int, run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    faulty_intake.plan = [status(code)]
    running = run_sdk()
    assert not desktop_rum.flush()
    assert running.sdk.delivery_figures().retries == 1
    running.advance(ONE_TRY)
    faulty_intake.wait_for_requests(2)
    running.settle()
    first, second = faulty_intake.requests
    assert first.key == second.key
    assert first.headers["dd-request-id"] != second.headers["dd-request-id"]
    assert first.events == second.events
    assert running.sdk.delivery_figures().batches == 0


def test_every_status_that_may_pass_keeps_the_batch(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    running = run_sdk()
    for tried, code in enumerate(RETRIED, 1):
        faulty_intake.otherwise = status(code)
        assert not desktop_rum.flush(), code
        assert running.sdk.delivery_figures().retries == tried
    faulty_intake.otherwise = status(202)
    assert desktop_rum.flush()
    assert len({request.key for request in faulty_intake.requests}) == 1


def test_any_other_answer_drops_the_batch_and_says_so(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    running = run_sdk()
    for tried, code in enumerate(DROPPED, 1):
        expect_log(f"A batch of [123] events was given up: the intake answered {code}")
        faulty_intake.otherwise = status(code, "Location: http://127.0.0.1:9/elsewhere\r\n")
        desktop_rum.add_action(f"{code}")
        desktop_rum.flush()
        running.settle()
        assert running.sdk.delivery_figures().dropped[f"the intake answered {code}"] in (1, 2, 3)
        assert len(faulty_intake.requests) == tried
        assert running.sealed() == []
    faulty_intake.otherwise = status(202)


RETRY_AFTER_FORMS = {
    "seconds": ("90", 90.0),
    "zero": ("0", 0.0),
    "spaces around": ("  75 ", 75.0),
    "a date": (formatdate(START_NS / 1e9 + 80, usegmt=True), 80.0),
    "a date in the past": (formatdate(START_NS / 1e9 - 500, usegmt=True), 0.0),
    "a date with an offset": (formatdate(START_NS / 1e9 + 80).replace("-0000", "+0000"), 80.0),
    "longer than anybody waits": ("999999999999999999999", MAX_RETRY_AFTER),
    "a date of another century": ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_AFTER),
    "negative": ("-5", 0.0),
    "a fraction": ("1.5", 0.0),
    "a word": ("soon", 0.0),
    "empty": ("", 0.0),
    "digits of another script": ("\u0663\u0663".encode().decode("latin-1"), 0.0),
    "an impossible date": ("Fri, 99 Foo 2026 99:99:99 GMT", 0.0),
}


@pytest.mark.parametrize(("header", "seconds"), RETRY_AFTER_FORMS.values(), ids=RETRY_AFTER_FORMS)
def test_retry_after_is_honoured_and_capped(
    header: str, seconds: float, run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    faulty_intake.plan = [
        lambda exchange: exchange.connection.sendall(
            f"HTTP/1.1 503 Busy\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
        )
    ]
    running = run_sdk(upload_frequency="frequent")
    desktop_rum.flush()
    if seconds > 10:
        running.advance(seconds - 6)  # the tick before it is over
        assert len(faulty_intake.requests) == 1
    running.advance(12)
    faulty_intake.wait_for_requests(2)


def _endless_body(exchange: Exchange) -> None:
    exchange.connection.sendall(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(1000):
        exchange.connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")


def _garbage(exchange: Exchange) -> None:
    exchange.connection.sendall(b"SMTP ready\r\n\r\n")


def _half_a_status_line(exchange: Exchange) -> None:
    exchange.connection.sendall(b"HTTP/1.1 20")
    exchange.connection.shutdown(socket.SHUT_WR)


def _endless_headers(exchange: Exchange) -> None:
    exchange.connection.sendall(b"HTTP/1.1 202 Accepted\r\n")
    for number in range(20_000):
        exchange.connection.sendall(f"X-{number}: {'x' * 100}\r\n".encode())


BROKEN = {
    "reset after accept": Exchange.reset,
    "closed without an answer": lambda exchange: exchange.connection.shutdown(socket.SHUT_RDWR),
    "no HTTP": _garbage,
    "half a status line": _half_a_status_line,
    "headers without end": _endless_headers,
}


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_no_answer(
    behaviour: Callable[[Exchange], None],
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    expect_log: Callable[[str], None],
) -> None:
    expect_log(AWAY)
    faulty_intake.plan = [behaviour]
    running = run_sdk()
    assert not desktop_rum.flush()
    running.advance(ONE_TRY)
    faulty_intake.wait_for_requests(2)
    running.settle()
    assert faulty_intake.requests[0].key == faulty_intake.requests[1].key
    assert running.sealed() == []


def test_an_answer_without_end_counts_by_its_first_line(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    faulty_intake.plan = [_endless_body]
    running = run_sdk()
    assert desktop_rum.flush()
    running.settle()
    assert running.sealed() == []


def test_hanging_before_the_headers_ends_with_the_request_time_out(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    faulty_intake.plan = [Exchange.hang]
    running = run_sdk()
    running.clock.advance(11)
    faulty_intake.wait_for_requests(1)
    running.clock.advance(31)
    running.settle()
    running.advance(ONE_TRY)
    faulty_intake.wait_for_requests(2)
    running.settle()
    assert running.sealed() == []


def test_a_request_that_stop_breaks_off_is_no_complaint_about_the_intake(
    run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    """That nothing is logged is asserted by the fixture of every test."""
    faulty_intake.plan = [Exchange.hang]
    running = run_sdk()
    running.clock.advance(11)
    faulty_intake.wait_for_requests(1)
    desktop_rum.stop(timeout=0)
    assert len(running.sealed()) > 0


def _timed_out(run_sdk: RunSdk, stuck: threading.Event) -> RunningSdk:
    """An SDK whose first request has taken as long as one may, since the intake got stuck amid its answer."""
    running = run_sdk()
    running.clock.advance(11)
    assert stuck.wait(30)
    running.clock.advance(31)
    running.settle()
    return running


def test_hanging_in_the_body_ends_too_and_the_batch_was_taken(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    answered = threading.Event()

    def half_a_body(exchange: Exchange) -> None:
        exchange.connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\n{")
        answered.set()
        exchange.hang()

    faulty_intake.plan = [half_a_body]
    running = _timed_out(run_sdk, answered)
    assert running.sealed() == []
    assert running.sdk.delivery_figures().sent_batches == 1


def test_a_byte_at_a_time_ends_with_the_request_time_out(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    fed = threading.Event()

    def trickle(exchange: Exchange) -> None:
        for byte in b"HTTP/1.1 202 ":
            exchange.connection.sendall(bytes([byte]))
        fed.set()
        exchange.hang()

    faulty_intake.plan = [trickle]
    running = _timed_out(run_sdk, fed)
    assert running.sdk.delivery_figures().retries == 1
