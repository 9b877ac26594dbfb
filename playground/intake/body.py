"""From the bytes of a request's body to its events: read within bounds, decompressed, and taken apart unaltered."""

from __future__ import annotations

import json
import re
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from playground.intake.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterator

MAX_BODY = 16 * 1024 * 1024  # bytes, as sent and again when decompressed; the SDK's largest batch is 4 MiB
# A client that is still sending does not see an answer. So what is too large is read on, unkept, up to here.
MAX_DRAINED = 8 * MAX_BODY

_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15  # window sizes by which zlib knows the container
_BLANK = " \t\r\n"  # what JSON counts as white space; Python counts more
_WHITESPACE = re.compile(f"[{_BLANK}]*")


async def read_body(chunks: AsyncIterable[bytes]) -> bytes:
    """Everything that arrives, or a refusal where that is more than `MAX_BODY`."""
    body = bytearray()
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size <= MAX_BODY:
            body += chunk
        elif size > MAX_DRAINED:
            break
    if size > MAX_BODY:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {MAX_BODY} bytes")
    return bytes(body)


def decompress(body: bytes, encoding: str) -> bytes:
    """The body without its Content-Encoding; never produces more than one byte beyond `MAX_BODY`."""
    if encoding in {"", "identity"}:
        return body
    if encoding in {"gzip", "x-gzip"}:
        window = _GZIP
    elif encoding == "deflate":
        window = _ZLIB if _is_zlib(body) else _RAW_DEFLATE
    else:
        raise Refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"the encoding {encoding!r} is not known; gzip, deflate and identity are",
        )
    stream = zlib.decompressobj(window)
    try:
        plain = stream.decompress(body, MAX_BODY + 1)
    except zlib.error as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"the body is not valid {encoding}: {error}") from error
    if len(plain) > MAX_BODY:
        raise Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the body is larger than {MAX_BODY} bytes when it is decompressed",
        )
    if not stream.eof:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"the body is not valid {encoding}: it ends early")
    if stream.unused_data:
        surplus = len(stream.unused_data)
        raise Refusal(HTTPStatus.BAD_REQUEST, f"the body is not valid {encoding}: {surplus} bytes follow its end")
    return plain


def _is_zlib(body: bytes) -> bool:
    """Whether a zlib header (RFC 1950, 2.2) stands at the start: some clients send "deflate" without it."""
    return len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0


def split_events(body: bytes) -> list[str]:
    """The events of a body (lines of JSON, an array, or one object), each as its own text on one line."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Refusal(HTTPStatus.BAD_REQUEST, f"line {line}: byte {error.start} of the body is not UTF-8") from error
    is_array = text.startswith("[", _skip_whitespace(text, 0))
    events = list(_array_items(text)) if is_array else _lines(text)
    if not events:
        raise Refusal(HTTPStatus.BAD_REQUEST, "the body holds no event")
    return events


def _lines(text: str) -> list[str]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    try:
        return [line for number, line in enumerate(lines, 1) if line.strip(_BLANK) and _is_event(line, number)]
    except Refusal:
        # One object, spread over lines, is fine as well; otherwise the line that failed is the better reason.
        try:
            _is_event(text, 1)
        except Refusal:
            pass
        else:
            return [_on_one_line(text)]
        raise


def _is_event(text: str, line: int) -> bool:
    """True, or a refusal that names the line: `text` starts on it and is to be one JSON object and no more."""
    start = _skip_whitespace(text, 0)
    end = _skip_whitespace(text, _end_of_event(text, start, line))
    if end < len(text):
        _refuse(text, end, line, "more follows after the event")
    return True


def _array_items(text: str) -> Iterator[str]:
    position = _skip_whitespace(text, text.index("[") + 1)
    closed = text.startswith("]", position)
    while not closed:
        end = _end_of_event(text, position, 1)
        yield _on_one_line(text[position:end])
        position = _skip_whitespace(text, end)
        closed = text.startswith("]", position)
        if not closed:
            if not text.startswith(",", position):
                _refuse(text, position, 1, "expecting ',' or ']' after an event of the array")
            position = _skip_whitespace(text, position + 1)
    end = _skip_whitespace(text, position + 1)
    if end < len(text):
        _refuse(text, end, 1, "more follows after the array")


def _end_of_event(text: str, start: int, first_line: int) -> int:
    """Where the JSON object that begins at `start` ends."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        _refuse(text, error.pos, first_line, f"not JSON: {error.msg}")
    except (ValueError, RecursionError) as error:  # NaN, a number of thousands of digits, thousands of brackets
        _refuse(text, start, first_line, f"not JSON: {error}")
    if not isinstance(value, dict):
        _refuse(text, start, first_line, f"an event is a JSON object, not {_JSON_NAMES[type(value)]}")
    return end


def _refuse(text: str, position: int, first_line: int, reason: str) -> NoReturn:
    line = first_line + text.count("\n", 0, position)
    raise Refusal(HTTPStatus.BAD_REQUEST, f"line {line}: {reason}")


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is no JSON value"
    raise ValueError(message)


def _skip_whitespace(text: str, position: int) -> int:
    match = _WHITESPACE.match(text, position)
    return match.end() if match else position


def _on_one_line(text: str) -> str:
    """The same JSON: a line break inside a string is always escaped, so these stand between tokens."""
    return text.strip(_BLANK).replace("\r", " ").replace("\n", " ")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_JSON_NAMES = {
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}
