"""What the app hands over in a call, checked in its own thread: the same in the main process and in its children.

What makes no sense is said to the logger `desktop_rum`. Standard library only, and little of it: children use it.
"""

from __future__ import annotations

import json

from desktop_rum.interruption import is_interruption
from desktop_rum.json_safe import json_safe, safe_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final, TypeVar

    from desktop_rum.instrument.app_calls import FailureReason

    Choice = TypeVar("Choice", bound=str)

FAILURE_REASONS: Final[tuple[FailureReason, ...]] = ("error", "abandoned", "other")
NAMED: Final = ("id", "name", "email")
"""What the format knows of a user or an account; all else is extra."""

MAX_NAME: Final = 1_000
MAX_EXTRA: Final = 32 * 1024
"""Characters of all that is extra, as JSON: every event carries it, and an event may have 256 KiB."""

_MAX_SECONDS: Final = 1e11
"""The year 5138."""


def text(value: object) -> str:
    """Whatever was given as a text."""
    return value if type(value) is str else safe_text(value)


def optional_text(value: object) -> str | None:
    """As `text`, or None where nothing was given."""
    return None if value is None else text(value)


def copied(context: object) -> dict[str, Any] | None:
    """A copy, because the app may change its dict after the call; anything else becomes the value of a dict."""
    if context is None:
        return None
    copy = json_safe(context)
    return copy if isinstance(copy, dict) else {"value": copy}


def person(named: Mapping[str, Any], extra_info: object) -> dict[str, Any]:
    """Of a user or an account: named fields as texts, and whatever else the app says, which replaces none of them.

    What is too much is left out, and said.
    """
    extra = {} if extra_info is None else json_safe(extra_info)
    if not isinstance(extra, dict):
        extra = {"value": extra}
    kept = {key: safe_text(value)[:MAX_NAME] for key, value in named.items() if key in NAMED and value is not None}
    extra = {key: value for key, value in (dict(named) | extra).items() if key not in NAMED}
    if len(json.dumps(extra, ensure_ascii=False)) > MAX_EXTRA:
        _warn(f"The extra info of a user or an account may have at most {MAX_EXTRA} characters as JSON; it is left out")
        extra = {"…": "<too large>"}
    return kept | extra


def account_has_id(given: object) -> bool:
    """Whether an account has an id; logs it where not."""
    if given is None:
        _warn("set_account: an account needs an id; nothing changes")
    return given is not None


def duration_ns(start: Any, duration: Any) -> tuple[int, int] | None:
    """Start and duration in ns; None where they are no numbers of seconds."""
    if _is_time(start) and _is_time(duration):
        return round(start * 1e9), round(duration * 1e9)
    _warn("add_duration_vital: start and duration must be numbers of seconds, 0 or more; nothing is reported")
    return None


def choice(given: Any, allowed: tuple[Choice, ...]) -> Choice | None:
    """The allowed text that was given, or None; calls nothing of the app's own class."""
    return next((text for text in allowed if issubclass(type(given), str) and str.__eq__(given, text)), None)


def failure_reason(given: Any) -> FailureReason:
    """One of the reasons that the format knows."""
    reason = choice(given, FAILURE_REASONS)
    if reason is not None:
        return reason
    _warn(f"fail_operation: failure_reason must be one of {', '.join(FAILURE_REASONS)}; 'other' is reported")
    return "other"


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, int | float) and bool(0 <= value < _MAX_SECONDS)
    except Exception as error:  # the app's own number
        if is_interruption(error):
            raise
        return False


def _warn(message: str) -> None:
    import logging  # a worker does without it until something is wrong

    logging.getLogger("desktop_rum").warning(message)
