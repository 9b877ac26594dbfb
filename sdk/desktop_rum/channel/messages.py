"""The messages that a child may send; anything of another shape is rejected when it is read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from desktop_rum.channel.page_messages import Count, Nanoseconds, Page, PageMessage
from desktop_rum.instrument.app_calls import FailureReason
from desktop_rum.instrument.errors import ErrorDetails

Pid = Annotated[int, msgspec.Meta(gt=0, lt=2**31)]


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first message."""

    key: str = ""
    """Where only this user can connect; elsewhere it was proved before."""
    pid: Pid | None = None
    """What the child calls itself, where the system forgets whose connection it was."""
    role: Literal["utility", "renderer"] = "utility"
    name: str = ""
    ancestors: Annotated[list[Pid], msgspec.Meta(max_length=64)] = []
    """The pids of its ancestors, the nearest first, as the child saw them."""
    starter: Pid | None = None
    """The child that has started this one as a process of its own; None where nobody has, or the main process."""


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

    at_ns: Nanoseconds
    error: ErrorText
    handled: bool = False
    fatal: bool = False
    """Whether the child is about to die of it."""
    context: dict[str, Any] | None = None
    fingerprint: str | None = None
    """What the app wants errors to be grouped by."""
    page: Page | None = None
    """The page that the child shows."""


class Action(msgspec.Struct, frozen=True, tag="action"):
    """What the user did."""

    at_ns: Nanoseconds
    name: str
    context: dict[str, Any] | None = None
    page: Page | None = None
    """The page that the child shows."""


class Vital(msgspec.Struct, frozen=True, tag="vital"):
    """A duration that the child has measured."""

    at_ns: Nanoseconds
    name: str
    duration_ns: Nanoseconds
    description: str | None = None
    context: dict[str, Any] | None = None
    page: Page | None = None
    """The page that the child shows."""


class VitalMark(msgspec.Struct, frozen=True):
    """A duration begins or ends."""

    at_ns: Nanoseconds
    name: str
    monotonic_ns: Nanoseconds
    key: str | None = None
    description: str | None = None
    context: dict[str, Any] | None = None
    page: Page | None = None
    """The page that the child shows."""


class VitalStart(VitalMark, frozen=True, tag="vital_started"):
    """A duration begins."""


class VitalStop(VitalMark, frozen=True, tag="vital_stopped"):
    """A duration ends."""


class Operation(msgspec.Struct, frozen=True, tag="operation"):
    """An operation of the user's begins or ends."""

    at_ns: Nanoseconds
    name: str
    step: Literal["start", "end"]
    key: str | None = None
    failure_reason: FailureReason | None = None
    context: dict[str, Any] | None = None
    page: Page | None = None
    """The page that the child shows."""


class Identity(msgspec.Struct, frozen=True, tag="identity"):
    """Who uses the app, as the child says."""

    of: Literal["user", "account"]
    person: dict[str, Any]
    adds: bool = False
    """To what is known, instead of replacing it."""


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """A process that the child has started is at its end."""

    pid: Pid
    returncode: Annotated[int, msgspec.Meta(ge=-(2**31), lt=2**32)] | None = None
    """As `Popen.returncode`; None while it is not known."""
    requested: bool = False
    """Whether the app has asked for it."""


class Dropped(msgspec.Struct, frozen=True, tag="dropped"):
    """The child had to drop so many messages."""

    count: Count


class Internal(msgspec.Struct, frozen=True, tag="internal"):
    """The SDK's own code failed in the child."""

    kind: str
    stack: str


Message = (
    Hello
    | Error
    | Action
    | Vital
    | VitalStart
    | VitalStop
    | Operation
    | Identity
    | Ended
    | Dropped
    | Internal
    | PageMessage
)

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
