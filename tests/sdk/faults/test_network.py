"""The fault table, network: whatever stands between the app and its intake, no batch is lost before its time."""

from __future__ import annotations

import gc
import socket
import ssl
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.faulty_intake import status
from tests.plugins.sdk import NOWHERE
from tests.sdk.faults.away import AWAY, ONE_TRY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk


def test_nobody_listens(run_sdk: RunSdk, expect_log: Callable[[str], None]) -> None:
    expect_log(AWAY)
    running = run_sdk(proxy=NOWHERE)
    assert not desktop_rum.flush()
    assert len(running.batches()) == 1


def test_a_name_that_does_not_exist(run_sdk: RunSdk, expect_log: Callable[[str], None]) -> None:
    expect_log(AWAY)
    running = run_sdk(proxy="http://intake.invalid/rum")
    assert not desktop_rum.flush(timeout=20)
    assert len(running.batches()) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "http://127.0.0.1:port", "garbage"])
def test_a_proxy_of_the_environment_is_not_asked_for_what_listens_on_this_machine(
    address: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", address)
    run_sdk()
    assert desktop_rum.flush()
    assert len(faulty_intake.requests) == 1


def test_a_proxy_of_the_environment_is_asked_for_everything_else(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", faulty_intake.url.removesuffix("/rum"))
    run_sdk(proxy="http://intake.invalid/rum")
    assert desktop_rum.flush()
    assert faulty_intake.requests[0].target.startswith("http://intake.invalid/rum?ddforward=")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("socks5://127.0.0.1:9", "ImportError: Using SOCKS proxy, but the 'socksio' package is not installed"),
        ("http://127.0.0.1:port", "InvalidURL: Invalid port: 'port'"),
        ("ftp://127.0.0.1", "ValueError: (Unknown scheme for proxy URL|Proxy protocol)"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_to_who_can_mend_it(
    address: str, reason: str, run_sdk: RunSdk, expect_log: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log(f"{AWAY}: {reason}")
    monkeypatch.setenv("ALL_PROXY", address)
    running = run_sdk(proxy="http://intake.invalid/rum")
    assert not desktop_rum.flush(timeout=20)
    assert running.sdk.delivery_figures().batches == 1


def test_tls_where_none_is_spoken(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    running = run_sdk(proxy=faulty_intake.url.replace("http:", "https:"))
    assert not desktop_rum.flush(timeout=20)
    assert len(running.batches()) == 1
    assert faulty_intake.requests == []


def test_a_certificate_nobody_vouches_for(run_sdk: RunSdk, expect_log: Callable[[str], None]) -> None:
    """The server offers anonymous key exchange only: no client that checks certificates agrees to that."""
    expect_log(AWAY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, pytest.raises(OSError):  # noqa: PT011 - the handshake fails, in whatever way
            context.wrap_socket(connection, server_side=True)

    server = threading.Thread(target=serve)
    server.start()
    running = run_sdk(proxy=f"https://127.0.0.1:{listener.getsockname()[1]}/rum")
    assert not desktop_rum.flush(timeout=20)
    server.join(30)
    listener.close()
    assert len(running.batches()) == 1


def test_a_redirect_is_not_followed(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    """Events carry a token; they go where the configuration says and nowhere else."""
    expect_log("given up: the intake answered 307")
    faulty_intake.plan = [status(307, f"Location: {faulty_intake.url}/other\r\n")]
    running = run_sdk()
    desktop_rum.flush()
    running.settle()
    assert len(faulty_intake.requests) == 1


@pytest.mark.slow
def test_a_week_without_an_intake(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    """At most 64 MiB and 100 batches, at most a request a minute in the end, and all of the last hours is kept."""
    expect_log(AWAY)
    expect_log("given up")
    faulty_intake.otherwise = status(503)
    running = run_sdk(metrics_interval=600)
    blocks: list[int] = []
    for hour in range(7 * 24):
        for number in range(20):
            desktop_rum.add_action(f"hour {hour}" if number == 0 else "more", context={"filling": "x" * 500})
        for _ in range(6):
            running.clock.advance(600)
            running.settle()
        faulty_intake.requests.clear()
        gc.collect()
        blocks.append(sys.getallocatedblocks())
    assert max(blocks[-24:]) < 1.05 * max(blocks[24:48])  # no more memory on the last day than on the second
    asked = len(faulty_intake.requests)
    for _ in range(60):
        running.advance(10)
    assert len(faulty_intake.requests) - asked <= 10
    assert sum(path.stat().st_size for path in running.batches()) <= 64 * 1024 * 1024
    assert len(running.batches()) <= 101
    faulty_intake.otherwise = status(202)
    faulty_intake.requests.clear()
    running.advance(ONE_TRY)
    assert desktop_rum.flush()
    delivered = {event["action"]["target"]["name"] for event in faulty_intake.events() if event["type"] == "action"}
    figures = running.sdk.delivery_figures()
    assert {f"hour {hour}" for hour in range(7 * 24 - 17, 7 * 24)} <= delivered
    assert set(figures.dropped) == {"too old"}


def test_a_backlog_goes_oldest_first_after_one_probe(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log(AWAY)
    faulty_intake.otherwise = status(503)
    running = run_sdk(batch_size="small")
    for number in range(60):
        desktop_rum.add_action(f"{number}", context={"filling": "x" * 2000})
    running.settle()
    asked = len(faulty_intake.requests)
    running.advance(ONE_TRY)
    assert len(faulty_intake.requests) == asked + 1  # a probe, although many wait
    faulty_intake.otherwise = status(202)
    faulty_intake.requests.clear()
    assert desktop_rum.flush()
    names = [event["action"]["target"]["name"] for event in faulty_intake.events() if event["type"] == "action"]
    assert names == [f"{number}" for number in range(60)]
