"""Events arrive in every form, encoding and manner of address that Datadog's SDKs use."""

from __future__ import annotations

import gzip
import itertools
import json
import sqlite3
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from playground.intake.launch import IntakeProcess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVENTS = [{"type": "view", "date": 1, "number": 1.0}, {"type": "action", "text": "ä ✓ \U0001f600\n"}]
LINES = [json.dumps(event) for event in EVENTS]
KEY = "pub0123"

FORMS = {
    "ndjson": ("\n".join(LINES), EVENTS),
    "ndjson with a last line break": ("\n".join(LINES) + "\n", EVENTS),
    "ndjson with CRLF and blank lines": ("\r\n\r\n".join(LINES) + "\r\n", EVENTS),
    "array": (json.dumps(EVENTS), EVENTS),
    "array over lines": (f" {json.dumps(EVENTS, indent=2)}\n", EVENTS),
    "object": (LINES[1], EVENTS[1:]),
    "object over lines": (json.dumps(EVENTS[1], indent=2), EVENTS[1:]),
}


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


ENCODINGS: dict[str, tuple[Callable[[bytes], bytes], dict[str, str], str]] = {
    "plain": (bytes, {}, ""),
    "identity": (bytes, {"Content-Encoding": "identity"}, ""),
    "gzip": (gzip.compress, {"Content-Encoding": "gzip"}, ""),
    "deflate with zlib header": (zlib.compress, {"Content-Encoding": "Deflate"}, ""),
    "raw deflate": (raw_deflate, {"Content-Encoding": "deflate"}, ""),
    "deflate, as a browser says it": (zlib.compress, {}, "&dd-evp-encoding=deflate"),
}

ADDRESSES = {
    "direct, key in header": ("/api/v2/rum?ddsource=electron{more}", {"DD-API-KEY": KEY}),
    "direct, key in query": ("/api/v2/rum?ddsource=electron&dd-api-key=" + KEY + "{more}", {}),
    "proxy, key in header": ("/rum?ddforward={forward}", {"DD-API-KEY": KEY}),
    "proxy, key in its query": ("/?dd-api-key=" + KEY + "&ddforward={forward}", {}),
    "proxy, key in forwarded query": ("/events?ddforward={forward_with_key}", {}),
}


def target(address: str, more: str) -> str:
    path = f"/api/v2/rum?ddsource=electron{more}"
    return address.format(
        more=more, forward=quote(path, safe=""), forward_with_key=quote(f"{path}&dd-api-key={KEY}", safe="")
    )


@pytest.mark.parametrize(("form", "encoding", "address"), list(itertools.product(FORMS, ENCODINGS, ADDRESSES)))
def test_every_form_encoding_and_address(
    client: httpx.Client, before: int, form: str, encoding: str, address: str
) -> None:
    body, expected = FORMS[form]
    encode, encoding_headers, more = ENCODINGS[encoding]
    path, key_headers = ADDRESSES[address]

    answer = client.post(target(path, more), content=encode(body.encode()), headers=encoding_headers | key_headers)

    assert answer.status_code == 202, answer.text
    received = client.get("/events", params={"after": before}).json()
    assert [item["event"] for item in received] == expected
    assert {item["request_id"] for item in received} == {answer.json()["request_id"]}
    assert {item["source"] for item in received} == {"electron"}


def test_old_browser_sdks_forward_a_whole_url(client: httpx.Client) -> None:
    forward = quote("https://browser-intake-datadoghq.com/api/v2/rum?ddsource=browser&dd-api-key=pub", safe="")
    assert client.post(f"/?ddforward={forward}", content='{"type":"view"}').status_code == 202


def test_lone_surrogates_of_browsers_are_kept(client: httpx.Client, before: int) -> None:
    client.post(f"/api/v2/rum?dd-api-key={KEY}", content=rb'{"type":"view","text":"\ud800"}')
    assert client.get("/events", params={"after": before}).json()[0]["event"]["text"] == "\ud800"


ABOUT = {"request_id": "r-1", "idempotency_key": "i-1", "source": "browser", "origin": "rum", "origin_version": "6.1.0"}
PARAMETERS = {
    "dd-request-id": "r-1",
    "dd-idempotency-key": "i-1",
    "ddsource": "browser",
    "dd-evp-origin": "rum",
    "dd-evp-origin-version": "6.1.0",
    "dd-api-key": KEY,
}


@pytest.mark.parametrize("place", ["headers", "query"])
def test_what_a_request_says_about_itself_is_kept(intake: IntakeProcess, place: str) -> None:
    names = {name.upper() if place == "headers" else name: value for name, value in PARAMETERS.items()}
    answer = httpx.post(
        intake.url + "/api/v2/rum",
        content=LINES[0],
        headers=names if place == "headers" else None,
        params=names if place == "query" else None,
        trust_env=False,
    )
    assert answer.json() == {"request_id": "r-1"}
    (received,) = intake.events()
    assert {name: getattr(received, name) for name in ABOUT} == ABOUT
    assert received.received_ms > 1_700_000_000_000


def test_the_key_is_not_kept(tmp_path: Path) -> None:
    database = tmp_path / "events.sqlite3"
    with IntakeProcess.start(database=database) as intake:
        headers = {"DD-API-KEY": "pub-not-for-the-disk"}
        assert httpx.post(intake.url + "/api/v2/rum", content=LINES[0], headers=headers).status_code == 202
    assert b"not-for-the-disk" not in database.read_bytes()


def test_a_repeated_request_is_accepted_and_counted_but_kept_once(intake: IntakeProcess) -> None:
    headers = {"DD-API-KEY": KEY, "DD-IDEMPOTENCY-KEY": "batch-1"}
    with httpx.Client(base_url=intake.url, headers=headers, trust_env=False) as client:
        for body in (gzip.compress("\n".join(LINES).encode()), gzip.compress(json.dumps(EVENTS).encode())):
            answer = client.post("/api/v2/rum", content=body, headers={"Content-Encoding": "gzip"})
            assert answer.status_code == 202
    assert [item.event for item in intake.events()] == EVENTS
    assert intake.health() == {"status": "ok", "events": 2, "requests": 1, "repeats": 1}


def test_an_idempotency_key_used_for_other_events_is_a_conflict(intake: IntakeProcess) -> None:
    headers = {"DD-API-KEY": KEY, "DD-IDEMPOTENCY-KEY": "batch-1"}
    with httpx.Client(base_url=intake.url, headers=headers, trust_env=False) as client:
        assert client.post("/api/v2/rum", content=LINES[0]).status_code == 202
        answer = client.post("/api/v2/rum", content=LINES[1])
    assert answer.status_code == 409
    assert "batch-1" in answer.json()["errors"][0]["detail"]
    assert [item.event for item in intake.events()] == EVENTS[:1]


def test_the_database_names_the_way_of_each_request(tmp_path: Path) -> None:
    database = tmp_path / "events.sqlite3"
    with IntakeProcess.start(database=database) as intake:
        key = {"DD-API-KEY": KEY}
        direct = httpx.post(intake.url + "/api/v2/rum", content=LINES[0], headers=key)
        proxied = httpx.post(
            intake.url + "/rum?ddforward=%2Fapi%2Fv2%2Frum",
            content=zlib.compress(LINES[0].encode()),
            headers=key | {"Content-Encoding": "deflate"},
        )
        assert (direct.status_code, proxied.status_code) == (202, 202)
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT encoding, proxied FROM request ORDER BY id").fetchall()
    connection.close()
    assert rows == [("identity", 0), ("deflate", 1)]
