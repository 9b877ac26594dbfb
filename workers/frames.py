"""How messages travel between the playground and its children: a length of four bytes, then that much JSON."""

from __future__ import annotations

import json
import struct
from typing import Any

_LENGTH = struct.Struct(">I")

#: bytes; a longer message is refused by its sender, and a frame that claims more ends the conversation
MAX_MESSAGE = 8 * 1024 * 1024


class FrameError(ValueError):
    """What arrived, or was to be sent, is no message; the text says why."""


def encode(message: object) -> bytes:
    """The frame of a JSON value; raises FrameError for what JSON cannot say or what is too long."""
    try:
        body = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        text = f"This message cannot be sent as JSON: {problem}"
        raise FrameError(text) from problem
    if len(body) > MAX_MESSAGE:
        text = f"This message is too long: {len(body):,} bytes, at most {MAX_MESSAGE:,} are allowed"
        raise FrameError(text)
    return _LENGTH.pack(len(body)) + body


class BrokenStreamError(FrameError):
    """Nothing that follows on this stream can be read."""


class FrameReader:
    """Cuts a stream of bytes into messages, in order."""

    def __init__(self, max_message: int = MAX_MESSAGE) -> None:
        """Takes messages of at most so many bytes."""
        self._max_message = max_message
        self._buffer = bytearray()

    @property
    def unfinished(self) -> int:
        """Bytes of a message whose rest has not arrived."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take bytes as they arrive; `next_message` then gives what is complete."""
        self._buffer += data

    def next_message(self) -> tuple[Any] | None:
        """The next complete message in a tuple of one (it may be null itself), or None when there is none.

        Raises FrameError when it is not JSON (that message is skipped), and BrokenStreamError when its length cannot be
        true: nothing that follows can be read then.
        """
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > self._max_message:
            text = f"A message claims to be {length:,} bytes long, at most {self._max_message:,} are allowed"
            raise BrokenStreamError(text)
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        try:
            return (json.loads(body),)
        except (ValueError, RecursionError) as problem:
            text = f"A message is not JSON: {problem}"
            raise FrameError(text) from problem
