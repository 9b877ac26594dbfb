"""What a child may say, checked when it is read: a message of any other shape is not one."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from desktop_rum.instrument.errors import ErrorDetails

MAX_AT_NS = 2**62


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first message."""

    key: str
    role: Literal["utility", "renderer"] = "utility"
    name: str = ""


class ErrorText(msgspec.Struct, frozen=True):
    """An exception as text."""

    type: str
    message: str
    stack: str
    causes: list[ErrorText] = []

    def details(self, depth: int = 0) -> ErrorDetails:
        """As the instruments have it."""
        causes = tuple(cause.details(depth + 1) for cause in self.causes[:10]) if depth == 0 else ()
        return ErrorDetails(self.type, self.message, self.stack, causes)


class Error(msgspec.Struct, frozen=True, tag="error"):
    """An exception."""

    at_ns: int
    error: ErrorText
    handled: bool = False
    fatal: bool = False
    """Whether the child is about to die of it."""
    context: dict[str, Any] | None = None


class Action(msgspec.Struct, frozen=True, tag="action"):
    """What the user did."""

    at_ns: int
    name: str
    context: dict[str, Any] | None = None


class Dropped(msgspec.Struct, frozen=True, tag="dropped"):
    """The child had to drop so many messages."""

    count: int


class Internal(msgspec.Struct, frozen=True, tag="internal"):
    """The SDK's own code failed in the child."""

    kind: str
    stack: str


Message = Hello | Error | Action | Dropped | Internal

_decoder = msgspec.json.Decoder(Message)


class NotAMessage(ValueError):  # noqa: N818 - what it is
    """Bytes that are no message."""


def decode(body: bytes) -> Message:
    """The message in a frame.

    Raises:
        NotAMessage: there is none.
    """
    try:
        message: Message = _decoder.decode(body)
    except (ValueError, RecursionError, TypeError) as error:
        raise NotAMessage(str(error)) from error
    return message
