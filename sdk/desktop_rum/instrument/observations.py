"""What the instruments tell the pipeline beside ended runs: small, immutable, made in the caller's thread."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from desktop_rum.instrument.errors import ErrorDetails

Role = Literal["renderer", "utility"]


class ProcessStarting(msgspec.Struct, frozen=True):
    """A process with a role is about to be started."""

    run_id: int
    role: Role
    name: str
    started_at_ns: int
    started_ns: int


class ProcessStarted(msgspec.Struct, frozen=True):
    """A process with a role has a pid."""

    run_id: int
    pid: int


class ProcessRenamed(msgspec.Struct, frozen=True):
    """A process with a role has another name, such as the title of its page."""

    run_id: int
    name: str


class ProcessExited(msgspec.Struct, frozen=True):
    """A process with a role is gone, or never started."""

    run_id: int
    ended_ns: int
    returncode: int | None
    """As `Popen.returncode`; None when it never started or nobody learned it."""
    launch_error: str | None = None
    """Why it never started, in the system's words."""
    requested: bool = False
    """Whether the app asked for the exit through the process's own object."""


class ExceptionRaised(msgspec.Struct, frozen=True):
    """An exception that nobody caught, or that the app handed over."""

    error: ErrorDetails
    at_ns: int
    """Wall-clock time, in ns since the epoch."""
    handled: bool = False
    context: dict[str, Any] | None = None
    fingerprint: str | None = None
    """What the app wants errors to be grouped by."""


class ActionAdded(msgspec.Struct, frozen=True):
    """The app named something that the user did."""

    name: str
    at_ns: int
    context: dict[str, Any] | None = None


class UserActive(msgspec.Struct, frozen=True):
    """The user pressed a key or a button: the session goes on."""


class SessionStopped(msgspec.Struct, frozen=True):
    """The app ends the session."""


class EventLoopBlocked(msgspec.Struct, frozen=True):
    """The event loop of the main process did not answer."""

    started_at_ns: int
    """Wall-clock time, in ns since the epoch."""
    duration_ns: int
    stacks: str | None = None
    """As faulthandler wrote them, where it hung; empty where it could not write."""
