"""The ways in which the intake can be told to fail, and what each one means; needs nothing of the server."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What happens to requests that bring events; reading them works all the same."""

    NONE = "none"
    OFFLINE = "offline"
    TOO_MANY = "429"
    BROKEN = "500"
    SLOW = "slow"
    HANG = "hang"
    RESET = "reset"

    @property
    def label(self) -> str:
        """As a button says it."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """What it does, in one sentence for people."""
        return _MEANINGS[self]


_LABELS = {
    Fault.NONE: "None",
    Fault.OFFLINE: "Offline",
    Fault.TOO_MANY: "429",
    Fault.BROKEN: "500",
    Fault.SLOW: "Slow",
    Fault.HANG: "Hang",
    Fault.RESET: "Lost answer",
}

_MEANINGS = {
    Fault.NONE: "Every request is taken. After a fault, “Flush now” tries again at once.",
    Fault.OFFLINE: "Connections are reset before anything is read: events wait on disk, tries get rarer.",
    Fault.TOO_MANY: "“Too many requests”, try again after 2 s: events wait on disk.",
    Fault.BROKEN: "“Internal server error” for every request: events wait on disk.",
    Fault.SLOW: "Every answer takes 3 s: events arrive, only later.",
    Fault.HANG: "Requests are read and never answered: the SDK gives up after 10 s and tries again.",
    Fault.RESET: "Events are kept, then the connection is reset: the SDK sends them again, and they still count once.",
}
