"""Requests that go no usual way, or no way to their end, are one resource each as well."""

from __future__ import annotations

import contextlib
import gc
import http.client
import pickle
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

import desktop_rum
from tests.plugins.web_server import web_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

__all__ = ["web_server"]


def resources(intake: FaultyIntake) -> list[dict[str, Any]]:
    desktop_rum.flush()
    return [event for event in intake.events() if event["type"] == "resource"]


def told_of(events: list[dict[str, Any]]) -> list[tuple[int | None, str | None]]:
    return [(e["resource"].get("status_code"), e.get("context", {}).get("error_code")) for e in events]


def ask(url: str, method: str = "GET") -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=1)
    connection.request(method, "/plain")
    return connection


def without_answer(url: str) -> None:
    ask(url).close()


def without_end(url: str) -> None:
    ask(url).sock.close()


def while_another_one_is_under_way(url: str) -> None:
    connection = ask(url)
    with pytest.raises(http.client.CannotSendRequest):
        connection.request("GET", "/plain")
    with connection.getresponse() as response:
        response.read()
    connection.close()


def with_an_answer_that_nobody_reads(url: str) -> None:
    with httpx.Client() as client:
        client.send(client.build_request("GET", url + "/plain"), stream=True)


def with_a_name_in_its_address(url: str) -> None:
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url.replace("//", "//ann:hunter2@"))  # noqa: S310 - the test's own server


def through_a_tunnel(url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.set_tunnel("inner.example")
    with pytest.raises(OSError, match="Tunnel"):
        connection.request("GET", "/plain")


def that_times_out_in_its_body(url: str) -> None:
    response = urllib.request.urlopen(url + "/stuck", timeout=0.1)  # noqa: S310 - the test's own server
    with pytest.raises(TimeoutError):
        response.read()


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (without_answer, [(None, "Closed")]),
        (without_end, [(None, "Closed")]),
        (while_another_one_is_under_way, [(None, "CannotSendRequest"), (200, None)]),
        (with_an_answer_that_nobody_reads, [(200, None)]),
        (with_a_name_in_its_address, [(None, "gaierror")]),
        (through_a_tunnel, [(None, "OSError")]),
        (that_times_out_in_its_body, [(200, "TimeoutError")]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_request_that_goes_no_usual_way_is_one_resource_too(
    request_: Callable[[str], None],
    told: list[tuple[int | None, str | None]],
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    web_server: str,
) -> None:
    run_sdk()
    request_(web_server)
    gc.collect()
    events = resources(faulty_intake)
    assert told_of(events) == told
    assert "hunter" not in str(events)


def test_an_answer_without_a_body_ends_with_its_head(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    run_sdk()
    with contextlib.closing(ask(web_server, "HEAD")) as connection, connection.getresponse():
        (event,) = resources(faulty_intake)
    assert (event["resource"]["method"], event["resource"]["status_code"]) == ("HEAD", 200)


def test_what_is_under_way_at_the_end_is_told_as_far_as_it_came(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    run_sdk()
    with contextlib.closing(ask(web_server)), httpx.stream("GET", web_server + "/plain"):
        desktop_rum.stop()
    assert told_of(resources(faulty_intake)) == [(None, "Unfinished"), (200, None)]


def test_a_request_that_is_sent_again_is_timed_anew(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    running = run_sdk()
    with httpx.Client() as client:
        request = client.build_request("GET", web_server + "/plain")
        for _ in range(2):
            client.send(request)
            running.clock.advance(60)
    waits = [event["resource"]["first_byte"]["duration"] for event in resources(faulty_intake)]
    assert waits == [0, 0]


def test_an_open_response_can_be_pickled(run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str) -> None:
    run_sdk()
    with httpx.stream("GET", web_server + "/plain") as response:
        assert pickle.loads(pickle.dumps(response)).status_code == 200  # noqa: S301 - made right here
    assert len(resources(faulty_intake)) == 1


def test_a_trace_of_the_apps_own_is_left_alone(run_sdk: RunSdk, web_server: str) -> None:
    run_sdk()
    seen: list[str] = []
    with httpx.Client() as client:
        request = client.build_request("GET", web_server + "/plain")
        request.extensions = {"trace": lambda event, _info: seen.append(event)}
        client.send(request)
    assert any(event.endswith("receive_response_headers.complete") for event in seen)
