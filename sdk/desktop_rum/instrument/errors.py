"""An exception as text, taken in the thread where it is."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Final

from desktop_rum.instrument.observations import ErrorDetails
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from types import TracebackType

MAX_CAUSES: Final = 10
"""Longer chains of causes are cut, and so are loops."""

MAX_STACK: Final = 64 * 1024
"""Characters of a stack; the middle of a longer one is cut."""


def describe(error: BaseException) -> ErrorDetails:
    """Type, message, stack and causes (the outermost first) of an exception; never raises."""
    causes: list[ErrorDetails] = []
    seen = {id(error)}
    cause = _cause_of(error)
    while cause is not None and id(cause) not in seen and len(causes) < MAX_CAUSES:
        seen.add(id(cause))
        causes.append(_describe_one(cause, ()))
        cause = _cause_of(cause)
    return _describe_one(error, tuple(causes))


def _cause_of(error: BaseException) -> BaseException | None:
    """What Python's own traceback would print as the cause or context."""
    if error.__cause__ is not None or error.__suppress_context__:
        return error.__cause__
    return error.__context__


def _describe_one(error: BaseException, causes: tuple[ErrorDetails, ...]) -> ErrorDetails:
    return ErrorDetails(
        type=qualified_name(type(error)),
        message=_message(error),
        stack=_stack(error, error.__traceback__),
        causes=causes,
    )


def qualified_name(kind: type) -> str:
    """The name as a traceback prints it: builtins without their module."""
    return (
        kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    )


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the app's own `__str__`
        return f"<{type(error).__name__} whose message cannot be read>"


def _stack(error: BaseException, trace: TracebackType | None) -> str:
    try:
        text = "".join(traceback.format_exception(type(error), error, trace, chain=False))
    except Exception as failure:  # noqa: BLE001 - a broken traceback must not hide the error
        internal_error(failure)
        return ""
    if len(text) <= MAX_STACK:
        return text
    half = MAX_STACK // 2
    return f"{text[:half]}\n…\n{text[-half:]}"
