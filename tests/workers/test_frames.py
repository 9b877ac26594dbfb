"""Messages as frames: what JSON can say arrives as it was sent, however the bytes are cut; what is wrong is told."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.frames import MAX_MESSAGE, BrokenStreamError, FrameError, FrameReader, encode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)


def read_all(reader: FrameReader) -> list[Any]:
    messages: list[Any] = []
    while (message := reader.next_message()) is not None:
        messages += message
    return messages


@settings(deadline=None)
@given(st.lists(JSON, max_size=5), st.integers(1, 50))
def test_arrive_in_order_however_the_bytes_are_cut(messages: list[Any], size: int) -> None:
    stream = b"".join(map(encode, messages))
    reader, received = FrameReader(), []

    for start in range(0, len(stream), size):
        reader.feed(stream[start : start + size])
        received += read_all(reader)

    assert received == messages
    assert reader.unfinished == 0


@pytest.mark.parametrize("message", [object(), {1, 2}, float("nan"), b"bytes", {(1, 2): "a key"}, "x" * MAX_MESSAGE])
def test_what_is_no_message_is_refused_by_the_sender(message: object) -> None:
    with pytest.raises(FrameError):
        encode(message)


def test_a_message_within_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)

    with pytest.raises(FrameError, match="Circular"):
        encode(loop)


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe\xff", b"[" * 100_000])
def test_a_bad_message_is_skipped(body: bytes) -> None:
    reader = FrameReader()
    reader.feed(struct.pack(">I", len(body)) + body + encode("next"))

    with pytest.raises(FrameError, match="not JSON"):
        reader.next_message()
    assert reader.next_message() == ("next",)


def test_an_impossible_length_breaks_the_stream() -> None:
    reader = FrameReader()
    reader.feed(struct.pack(">I", 2**31))

    with pytest.raises(BrokenStreamError, match="2,147,483,648"):
        reader.next_message()


def test_half_a_message_is_waited_for() -> None:
    reader = FrameReader()
    reader.feed(encode("whole")[:-1])

    assert reader.next_message() is None
    assert reader.unfinished > 0
