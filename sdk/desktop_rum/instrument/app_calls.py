"""What the app says through the public API, besides errors and actions; times are taken in the caller's thread."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

FailureReason = Literal["error", "abandoned", "other"]


class VitalMeasured(msgspec.Struct, frozen=True):
    """A duration that the app measured itself."""

    name: str
    started_at_ns: int
    """Wall-clock time, in ns since the epoch."""
    duration_ns: int
    description: str | None = None
    context: dict[str, Any] | None = None


class VitalStarted(msgspec.Struct, frozen=True):
    """A duration begins."""

    name: str
    key: str | None
    """Tells parallel ones of the same name apart."""
    started_at_ns: int
    started_ns: int
    """The same moment on the monotonic clock."""
    description: str | None = None
    context: dict[str, Any] | None = None


class VitalStopped(msgspec.Struct, frozen=True):
    """A duration ends."""

    name: str
    key: str | None
    ended_ns: int
    """On the monotonic clock."""
    description: str | None = None
    context: dict[str, Any] | None = None


class OperationStepped(msgspec.Struct, frozen=True):
    """An operation of the user's begins or ends."""

    name: str
    key: str | None
    step: Literal["start", "end"]
    at_ns: int
    """Wall-clock time, in ns since the epoch."""
    failure_reason: FailureReason | None = None
    context: dict[str, Any] | None = None


class UserChanged(msgspec.Struct, frozen=True):
    """Who the user is from here on; empty: nobody."""

    user: dict[str, Any]


class AccountChanged(msgspec.Struct, frozen=True):
    """Which account is used from here on; empty: none."""

    account: dict[str, Any]


class ConsentChanged(msgspec.Struct, frozen=True):
    """What the user answers from here on."""

    consent: Literal["pending", "granted", "not-granted"]
