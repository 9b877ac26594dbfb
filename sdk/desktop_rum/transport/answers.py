"""What an answer of the intake means for a batch, and how long to wait after a failure."""

from __future__ import annotations

import random
from datetime import UTC
from typing import Final, Literal

Outcome = Literal["sent", "retry", "dropped"]

FIRST_DELAY: Final = 1.0
MAX_DELAY: Final = 120.0
"""With the jitter below, an intake that stays away is asked every one to two minutes."""

MAX_RETRY_AFTER: Final = 15 * 60.0

_RETRIED: Final = frozenset({408, 425, 429})


def outcome_of(status: int) -> Outcome:
    """2xx took the batch; 408, 425, 429 and 5xx may take it later; nothing else ever will."""
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP's classes
        return "sent"
    return "retry" if status in _RETRIED or 500 <= status < 600 else "dropped"  # noqa: PLR2004


def delay_after(failures: int, retry_after: float | None) -> float:
    """Seconds until the next try: exponential with jitter, at least what the intake asked for.

    Arguments: how many tries failed in a row before this one; what `Retry-After` says.
    """
    highest = min(MAX_DELAY, FIRST_DELAY * float(2 ** min(failures, 16)))
    delay = highest * (0.5 + random.random() / 2)  # noqa: S311 - jitter
    return max(delay, min(retry_after or 0.0, MAX_RETRY_AFTER))


def retry_after_seconds(value: str | None, now_ns: int) -> float | None:
    """The header `Retry-After` (RFC 9110, 10.2.3): seconds or a date; None where it is neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - now_ns / 1e9)
    except (ValueError, OverflowError, TypeError, IndexError):  # whatever a header of garbage leads to
        return None
