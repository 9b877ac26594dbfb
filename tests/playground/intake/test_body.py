"""Taking bodies apart, in the test's own process: whatever the events are, they come out as they went in."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
import zlib
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.intake.body import MAX_BODY, decompress, split_events
from playground.intake.refusal import Refusal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=5,
)
EVENTS = st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), min_size=1, max_size=3)


@given(EVENTS, st.booleans(), st.sampled_from(["\n", "\r\n", "\n\n", " \n\t"]))
def test_lines_come_out_as_they_went_in(events: list[dict[str, Any]], ascii_only: bool, separator: str) -> None:
    lines = [json.dumps(event, ensure_ascii=ascii_only) for event in events]
    body = separator.join(lines).encode("utf-8", "surrogatepass")
    split = split_events(body)
    assert [line.strip() for line in split] == lines


@given(EVENTS, st.sampled_from([None, 0, 2]))
def test_items_of_an_array_come_out_on_a_line_each(events: list[dict[str, Any]], indent: int | None) -> None:
    split = split_events(json.dumps(events, indent=indent).encode())
    assert [json.loads(line) for line in split] == events
    assert not any("\n" in line for line in split)


def outcome(body: bytes) -> list[str] | Refusal:
    """The events, or the refusal; anything else that is raised fails the test."""
    try:
        return split_events(body)
    except Refusal as refusal:
        return refusal


@given(st.binary() | st.text(alphabet='[]{}",:1\n \\').map(str.encode))
def test_anything_gives_events_or_a_reason(body: bytes) -> None:
    result = outcome(body)
    if isinstance(result, Refusal):
        assert result.status is HTTPStatus.BAD_REQUEST
        assert result.reason
    else:
        assert all(isinstance(json.loads(event), dict) for event in result)


@given(st.binary(), st.integers(1, 9), st.sampled_from([31, 15, -15]))
def test_what_was_compressed_comes_back(body: bytes, level: int, window: int) -> None:
    stream = zlib.compressobj(level, wbits=window)
    packed = stream.compress(body) + stream.flush()
    assert decompress(packed, "gzip" if window == 31 else "deflate") == body


@given(st.binary(), st.sampled_from(["gzip", "deflate"]))
def test_what_was_not_compressed_is_refused_or_happens_to_be_fine(body: bytes, encoding: str) -> None:
    with contextlib.suppress(Refusal):
        assert isinstance(decompress(body, encoding), bytes)


def test_a_bomb_does_not_go_off() -> None:
    """A gibibyte of zeros, as a block that needs no other before it, again and again: little of it is ever there."""
    stream = zlib.compressobj(wbits=-15)
    bomb = (stream.compress(bytes(2**20)) + stream.flush(zlib.Z_FULL_FLUSH)) * 1024
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as caught:
            decompress(bomb, "deflate")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert peak < 4 * MAX_BODY
