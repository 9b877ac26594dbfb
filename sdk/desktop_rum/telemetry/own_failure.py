"""A failure of the SDK's own code, without anything of the customer's: where in our files, and what kind it was."""

from __future__ import annotations

import msgspec

from desktop_rum.telemetry.failure_text import failure_text


class OwnFailure(msgspec.Struct, frozen=True):
    """The SDK's own code failed, here or in a child."""

    kind: str
    stack: str


def own_failure(error: BaseException) -> OwnFailure:
    """What may be told of the failure."""
    return OwnFailure(*failure_text(error))
