"""Frames and messages under hypothesis: whatever arrives, a connection gives messages or ends, and nothing else."""

from __future__ import annotations

import contextlib
import json
import socket
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rum.channel.connection import Connection, ProtocolError
from desktop_rum.channel.doors import LocalGuest
from desktop_rum.channel.messages import Error, Hello
from desktop_rum.child.frames import LENGTH, MAX_FRAME, encode

KEY = "k" * 64

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=4), children, max_size=3),
    max_leaves=5,
)
field_names = st.sampled_from(
    ["type", "key", "role", "name", "at_ns", "error", "context", "message", "stack", "causes", "count", "step"]
)
type_names = st.sampled_from(
    ["hello", "error", "action", "vital", "vital_started", "vital_stopped", "operation", "dropped", "internal", "x"]
)
near_messages = st.builds(
    lambda kind, fields: {**dict(fields), "type": kind},
    type_names,
    st.lists(st.tuples(field_names, json_values), max_size=5),
)
actions = st.builds(
    lambda name, context: {"type": "action", "at_ns": 1, "name": name, "context": context},
    st.text(max_size=30),
    st.none() | st.dictionaries(st.text(max_size=8), json_values, max_size=3),
)


def _connection(*, proved: bool = True) -> Connection:
    """One whose socket is never read."""
    connection = Connection(Mock(spec=socket.socket), LocalGuest(KEY, 1), 0.0)
    if proved:
        connection.feed(encode({"type": "hello", "key": KEY}), 0.0)
    return connection


def _feed(connection: Connection, pieces: list[bytes]) -> list[Any]:
    return [message for piece in pieces for message in connection.feed(piece, 0.0)]


@given(st.lists(st.binary(max_size=200), max_size=20), st.booleans())
def test_any_bytes(pieces: list[bytes], proved: bool) -> None:
    with contextlib.suppress(ProtocolError):
        _feed(_connection(proved=proved), pieces)


@given(st.lists(near_messages, max_size=6))
def test_any_json(messages: list[dict[str, Any]]) -> None:
    with contextlib.suppress(ProtocolError):
        _feed(_connection(), [encode(message) for message in messages])


@given(st.lists(actions, max_size=6), st.lists(st.floats(0, 1), max_size=12))
def test_messages_are_the_same_however_they_are_cut(messages: list[dict[str, Any]], shares: list[float]) -> None:
    whole = b"".join(map(encode, [{"type": "hello", "key": KEY}, *messages]))
    cuts = sorted(round(share * len(whole)) for share in shares)
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]

    hello, *said = _feed(_connection(proved=False), pieces)

    assert isinstance(hello, Hello)
    assert len(said) == len(messages)


@given(st.dictionaries(st.text(max_size=5), json_values | st.binary() | st.sets(st.integers()), max_size=5))
def test_whatever_the_app_says_becomes_a_frame(context: dict[str, Any]) -> None:
    frame = encode({"type": "action", "at_ns": 1, "name": "n", "context": context})
    (length,) = LENGTH.unpack_from(frame)
    assert length == len(frame) - LENGTH.size
    assert isinstance(json.loads(frame[LENGTH.size :]), dict)


@pytest.mark.parametrize("letter", ["x", "ä", "😀", "\0"])
def test_what_is_too_long_is_cut(letter: str) -> None:
    """Also where a letter takes six bytes."""
    long = letter * (2 * MAX_FRAME)
    error = {"type": "E", "message": long, "stack": long, "causes": []}
    frame = encode(
        {"type": "error", "at_ns": 1, "fatal": True, "error": error, "fingerprint": long, "context": {"a": long}}
    )

    assert len(frame) <= MAX_FRAME
    (message,) = _connection().feed(frame, 0.0)
    assert isinstance(message, Error)
    assert message.fatal
