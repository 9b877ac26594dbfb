"""HTTP requests of the app are resources; those of the SDK are not."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import inspect
import pickle
import ssl
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import urllib3

import desktop_rum
from tests.plugins.web_server import BODY, web_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

__all__ = ["web_server"]

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Those of the system take 20 ms to load for each client, and nobody speaks TLS here."""


def by_http_client(url: str) -> None:
    parts = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(parts.netloc)) as connection:
        connection.request("GET", parts.path)
        with connection.getresponse() as response:
            response.read()


def by_urllib(url: str) -> None:
    with urllib.request.urlopen(url) as response:  # noqa: S310 - the test's own server
        response.read()


def by_urllib3(url: str) -> None:
    with urllib3.PoolManager() as pool:
        pool.request("GET", url, retries=False)


def by_httpx(url: str) -> None:
    httpx.get(url, follow_redirects=True, verify=NO_CERTIFICATES)


def by_httpx_stream(url: str) -> None:
    with httpx.stream("GET", url, follow_redirects=True, verify=NO_CERTIFICATES) as response:
        for _ in response.iter_bytes(100):
            pass


def by_async_httpx(url: str) -> None:
    async def get() -> None:
        async with httpx.AsyncClient(follow_redirects=True, verify=NO_CERTIFICATES) as client:
            await client.get(url)

    asyncio.run(get())


def by_async_httpx_stream(url: str) -> None:
    async def get() -> None:
        async with httpx.AsyncClient(verify=NO_CERTIFICATES) as client, client.stream("GET", url) as response:
            async for _ in response.aiter_bytes(100):
                pass

    asyncio.run(get())


FAILURES = (OSError, http.client.HTTPException, httpx.HTTPError, urllib3.exceptions.HTTPError)

CLIENTS = [
    by_http_client,
    by_urllib,
    by_urllib3,
    by_httpx,
    by_httpx_stream,
    by_async_httpx,
    by_async_httpx_stream,
]


def resources(intake: FaultyIntake) -> list[dict[str, Any]]:
    desktop_rum.flush()
    return [event for event in intake.events() if event["type"] == "resource"]


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
@pytest.mark.parametrize("path", ["/plain", "/packed", "/chunked"])
def test_a_request_is_one_resource(
    client: Callable[[str], None], path: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    run_sdk(clock=None)
    client(web_server + path)
    (event,) = resources(faulty_intake)
    resource = event["resource"]
    assert resource["type"] == "fetch"
    assert resource["url"] == web_server + path
    assert (resource["method"], resource["status_code"], resource["protocol"]) == ("GET", 200, "http/1.1")
    first_byte, download = resource["first_byte"], resource["download"]
    assert 0 < first_byte["duration"] <= resource["duration"]
    assert first_byte["duration"] + download["duration"] == resource["duration"]
    if path == "/plain":
        assert resource["size"] == len(BODY)
    if path == "/packed":
        assert 0 < resource["encoded_body_size"] < len(BODY)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
@pytest.mark.parametrize("status", [204, 404, 500])
def test_any_status_is_told(
    client: Callable[[str], None], status: int, run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    run_sdk()
    try:
        client(f"{web_server}/status/{status}")
    except urllib.error.HTTPError as error:
        error.close()
    (event,) = resources(faulty_intake)
    assert event["resource"]["status_code"] == status
    assert "context" not in event


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
@pytest.mark.parametrize("url", ["http://127.0.0.1:9/nobody", "{server}/reset"])
def test_a_failure_is_told_and_stays_the_apps(
    client: Callable[[str], None], url: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    url = url.replace("{server}", web_server)
    raised = []
    for run in (False, True):
        if run:
            run_sdk()
        with pytest.raises(FAILURES) as caught:
            client(url)
        raised.append(type(caught.value))
    assert raised[0] is raised[1]
    events = resources(faulty_intake)
    assert len(events) == 1
    for event in events:
        assert "status_code" not in event["resource"]
        assert event["context"]["error_code"]


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_body_that_is_cut_short_has_the_status_of_its_head(
    client: Callable[[str], None], run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    run_sdk()
    with pytest.raises(FAILURES):
        client(web_server + "/cut")
    (event,) = resources(faulty_intake)
    assert event["resource"]["status_code"] == 200
    assert event["context"]["error_code"] in ("IncompleteRead", "RemoteProtocolError")


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_request_made_while_an_error_is_handled_has_not_failed_of_it(
    client: Callable[[str], None], run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    """As every second try is."""
    run_sdk()
    with contextlib.suppress(*FAILURES):
        client(web_server + "/cut")
    try:
        client(web_server + "/cut")
    except FAILURES:
        client(web_server + "/plain")
    assert ["context" in event for event in resources(faulty_intake)] == [True, True, False]


POSTS: dict[str, Callable[[str], object]] = {
    "urllib": lambda url: urllib.request.urlopen(url, b"question").close(),  # noqa: S310 - the test's own server
    "urllib3": lambda url: urllib3.request("POST", url, body=b"question"),
    "httpx": lambda url: httpx.post(url, content=b"question", verify=NO_CERTIFICATES),
}


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_the_size_of_what_was_sent(
    post: Callable[[str], object], run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str
) -> None:
    run_sdk()
    post(web_server + "/plain")
    (event,) = resources(faulty_intake)
    assert event["resource"]["request"] == {"encoded_body_size": 8}


def test_a_redirect_of_httpx_is_one_resource(run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str) -> None:
    run_sdk()
    by_httpx(web_server + "/redirect")
    (event,) = resources(faulty_intake)
    assert event["resource"]["url"] == web_server + "/redirect"
    assert event["resource"]["status_code"] == 200


def test_any_transport_of_httpx(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    transport = httpx.MockTransport(lambda _: httpx.Response(418, content=b"teapot"))
    with httpx.Client(transport=transport) as client:
        assert client.post("https://kettle.example/tea", content=b"leaves").status_code == 418
    (event,) = resources(faulty_intake)
    assert event["resource"]["status_code"] == 418
    assert event["resource"]["request"] == {"encoded_body_size": 6}


def test_credentials_and_secrets_stay_here(run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str) -> None:
    run_sdk()
    httpx.get(web_server.replace("//", "//ann:hunter2@") + "/plain?token=hunter3&page=2#hunter4")
    (event,) = resources(faulty_intake)
    assert "hunter" not in str(event)
    assert "ann" not in event["resource"]["url"]
    assert "page=2" in event["resource"]["url"]


def test_credentials_stay_here_also_where_the_url_is_none(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    with pytest.raises(httpx.UnsupportedProtocol):
        httpx.get("ann:hunter2@example.org/plain")
    (event,) = resources(faulty_intake)
    assert event["resource"]["url"] == "example.org/plain"


def test_a_method_that_the_format_does_not_know(run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str) -> None:
    run_sdk()
    httpx.request("PROPFIND", web_server + "/plain")
    (event,) = resources(faulty_intake)
    assert "method" not in event["resource"]


def test_bodies_that_are_never_read_to_their_end(run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str) -> None:
    run_sdk()
    connection = http.client.HTTPConnection(urlsplit(web_server).netloc)
    connection.request("POST", "/plain", b"question")
    response = connection.getresponse()
    response.read(10)
    response.close()
    connection.close()
    with httpx.stream("GET", web_server + "/plain"):
        pass
    first, second = resources(faulty_intake)
    assert first["resource"]["encoded_body_size"] <= len(BODY)
    assert second["resource"]["status_code"] == 200


def test_uploads_are_no_requests_of_the_app(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk()
    for _ in range(3):
        desktop_rum.add_action("upload me")
        desktop_rum.flush()
    running.settle()
    assert len(faulty_intake.requests) == 3
    assert resources(faulty_intake) == []


def test_what_the_app_asks_of_the_intakes_host_is_its_own(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    """A proxy is often a path of the app's own server."""
    run_sdk()
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(faulty_intake.url)
    (event,) = resources(faulty_intake)
    assert event["resource"]["url"] == faulty_intake.url


def test_patched_methods_look_the_same_and_go_back(run_sdk: RunSdk) -> None:
    originals: list[tuple[type, str, Any]] = [
        (http.client.HTTPConnection, name, getattr(http.client.HTTPConnection, name))
        for name in ("putrequest", "putheader", "endheaders", "send", "getresponse", "close")
    ]
    originals += [(httpx.Client, "send", httpx.Client.send), (httpx.AsyncClient, "send", httpx.AsyncClient.send)]
    run_sdk()
    for owner, name, original in originals:
        patched = getattr(owner, name)
        assert patched is not original
        assert (patched.__name__, patched.__qualname__) == (original.__name__, original.__qualname__)
        assert pickle.loads(pickle.dumps(patched)) is patched  # noqa: S301 - made right here
    assert inspect.iscoroutinefunction(httpx.AsyncClient.send)
    desktop_rum.stop()
    for owner, name, original in originals:
        assert getattr(owner, name) is original
