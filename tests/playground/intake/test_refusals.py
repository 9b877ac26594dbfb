"""What is malformed is refused with a reason, and nothing of it is kept."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import pytest

from playground.intake.body import MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

GOOD = b'{"type":"view"}'
GZIP = {"Content-Encoding": "gzip"}
DEFLATE = {"Content-Encoding": "deflate"}
PACKED = gzip.compress(GOOD)

BODIES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "empty": (b"", {}, 400, "no event"),
    "only white space": (b" \r\n \n", {}, 400, "no event"),
    "an empty array": (b"[]", {}, 400, "no event"),
    "bad JSON on line 3": (b'{"a":1}\n{"b":2}\n{"c":}\n', {}, 400, "line 3: not JSON"),
    "a torn last line": (GOOD + b'\n\n{"type":"vi', {}, 400, "line 3: not JSON"),
    "text": (b"hello", {}, 400, "line 1: not JSON"),
    "a number": (GOOD + b"\n7", {}, 400, "line 2: an event is a JSON object, not a number"),
    "a string": (b'"view"', {}, 400, "not a string"),
    "null": (b"null", {}, 400, "not null"),
    "a boolean": (b"true", {}, 400, "not a boolean"),
    "an array on a later line": (GOOD + b"\n[{}]", {}, 400, "line 2: an event is a JSON object, not an array"),
    "an array in an array": (b"[[{}]]", {}, 400, "not an array"),
    "two events on a line": (GOOD + GOOD, {}, 400, "line 1: more follows"),
    "an array, then more": (b"[{}]\n{}", {}, 400, "line 2: more follows after the array"),
    "an array without its end": (b'[{"a":1},\n{"b":2}', {}, 400, "line 2: expecting ',' or ']'"),
    "an array with a comma too many": (b"[{},]", {}, 400, "not JSON"),
    "an array of numbers": (b"[{},\n1]", {}, 400, "line 2: an event is a JSON object, not a number"),
    "NaN": (b'{"a":1}\n{"b":NaN}', {}, 400, "line 2: not JSON: NaN"),
    "Infinity": (b'[{"a":-Infinity}]', {}, 400, "-Infinity"),
    "a number of 10,000 digits": (b'{"a":' + b"1" * 10_000 + b"}", {}, 400, "line 1: not JSON"),
    "100,000 brackets": (b'{"a":' + b"[" * 100_000, {}, 400, "line 1: not JSON"),
    "not UTF-8": (GOOD + b'\n{"a":"\xff"}', {}, 400, "line 2: byte 22 of the body is not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, {}, 400, "line 1: not JSON"),
    "a line break inside a string": (b'{"a":"1\n2"}', {}, 400, "line 1: not JSON"),
    "gzip that is none": (GOOD, GZIP, 400, "not valid gzip"),
    "gzip, empty": (b"", GZIP, 400, "not valid gzip: it ends early"),
    "gzip, cut off": (PACKED[:-9], GZIP, 400, "not valid gzip: it ends early"),
    "gzip, wrong checksum": (PACKED[:-8] + bytes(4) + PACKED[-4:], GZIP, 400, "not valid gzip"),
    "gzip, then more": (PACKED + b"more", GZIP, 400, "4 bytes follow"),
    "deflate that is none": (b"\x07" + GOOD, DEFLATE, 400, "not valid deflate"),
    "deflate, cut off": (zlib.compress(GOOD)[:-1], DEFLATE, 400, "not valid deflate: it ends early"),
    "gzip with a bad line": (gzip.compress(GOOD + b"\n{"), GZIP, 400, "line 2"),
    "an encoding nobody knows": (GOOD, {"Content-Encoding": "br"}, 415, "'br'"),
    "two encodings": (GOOD, {"Content-Encoding": "gzip, gzip"}, 415, "gzip, deflate and identity"),
    "too large": (b" " * (MAX_BODY + 1), {}, 413, str(MAX_BODY)),
}


@pytest.mark.parametrize("case", BODIES)
def test_bodies(client: httpx.Client, before: int, case: str) -> None:
    body, headers, status, reason = BODIES[case]
    answer = client.post("/api/v2/rum?dd-api-key=pub", content=body, headers=headers)
    assert (answer.status_code, reason in answer.json()["errors"][0]["detail"]) == (status, True), answer.text
    assert client.get("/events", params={"after": before}).json() == []


@pytest.mark.parametrize(("compress", "headers"), [(gzip.compress, GZIP), (zlib.compress, DEFLATE)])
def test_bombs(
    client: httpx.Client, before: int, compress: Callable[[bytes, int], bytes], headers: dict[str, str]
) -> None:
    answer = client.post("/api/v2/rum?dd-api-key=pub", content=compress(bytes(4 * MAX_BODY), 1), headers=headers)
    detail = answer.json()["errors"][0]["detail"]
    assert (answer.status_code, "when it is decompressed" in detail) == (413, True), answer.text
    assert client.get("/events", params={"after": before}).json() == []


REQUESTS: dict[str, tuple[str, str, int, str]] = {
    "no key": ("POST", "/api/v2/rum?ddsource=electron", 403, "key is missing"),
    "an empty key": ("POST", "/api/v2/rum?dd-api-key=", 403, "key is missing"),
    "a blank key": ("POST", "/api/v2/rum?dd-api-key=%20", 403, "key is missing"),
    "no key, forwarded": ("POST", "/?ddforward=%2Fapi%2Fv2%2Frum", 403, "key is missing"),
    "another path": ("POST", "/api/v2/replay?dd-api-key=pub", 404, "/api/v2/replay"),
    "another path, forwarded": ("POST", "/?dd-api-key=pub&ddforward=%2Fapi%2Fv2%2Flogs", 404, "/api/v2/logs"),
    "a path below": ("POST", "/api/v2/rum/?dd-api-key=pub", 404, "/api/v2/rum/"),
    "forwarded to nowhere": ("POST", "/api/v2/rum?dd-api-key=pub&ddforward=", 404, "''"),
    "forwarded to no url": ("POST", "/?dd-api-key=pub&ddforward=http%3A%2F%2F%5B", 400, "ddforward"),
    "the root": ("GET", "/", 404, "'/'"),
    "a read where events are sent": ("GET", "/api/v2/rum?dd-api-key=pub", 405, "POST does"),
    "events where they are read": ("POST", "/events?dd-api-key=pub", 404, "/events"),
    "a negative number": ("GET", "/events?after=-1", 400, "after"),
    "no number": ("GET", "/events?after=x", 400, "after"),
    "a number beyond SQLite's": ("GET", "/events?after=9223372036854775808", 400, "after"),
    "too long a wait": ("GET", "/events?wait=61", 400, "wait"),
    "a wait that is none": ("GET", "/events?wait=nan", 400, "wait"),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_requests(client: httpx.Client, before: int, case: str) -> None:
    method, target, status, reason = REQUESTS[case]
    answer = client.request(method, target, content=GOOD if method == "POST" else None)
    assert (answer.status_code, reason in answer.json()["errors"][0]["detail"]) == (status, True), answer.text
    assert client.get("/events", params={"after": before}).json() == []


def test_too_large_without_a_length_is_refused_as_well(client: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 2**20 + 2):
            yield b" " * 2**20

    assert client.post("/api/v2/rum?dd-api-key=pub", content=chunks()).status_code == 413


def test_the_largest_body_is_accepted(client: httpx.Client, before: int) -> None:
    filler = "x" * (MAX_BODY - len('{"a":""}'))
    answer = client.post(
        "/api/v2/rum?dd-api-key=pub", content=gzip.compress(f'{{"a":"{filler}"}}'.encode(), 1), headers=GZIP
    )
    assert answer.status_code == 202
    assert client.get("/events", params={"after": before}).json()[0]["event"]["a"] == filler


def test_a_client_that_leaves_in_the_middle_harms_nobody(client: httpx.Client, before: int) -> None:
    def half() -> Iterator[bytes]:
        yield GOOD
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        client.post("/api/v2/rum?dd-api-key=pub", content=half())
    assert client.post("/api/v2/rum?dd-api-key=pub", content=GOOD).status_code == 202
    assert len(client.get("/events", params={"after": before}).json()) == 1
