"""The calls of the public API as a child has them: each becomes a message to the main process.

Nothing here raises into the app or waits. The parameters are those of `desktop_rum.reporting`.
"""

from __future__ import annotations

import time

from desktop_rum.child import this_process
from desktop_rum.handed_over import copied, duration_ns, optional_text, text
from desktop_rum.handed_over import failure_reason as known_reason
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal


def add_error(exception: BaseException, *, context: Mapping[str, Any] | None = None) -> None:
    """Report an exception that the app has handled, with whatever it wants to say about it."""
    try:
        current = this_process.current()
        if current is not None:
            current.add_error(exception, copied(context))
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def add_action(name: str, *, context: Mapping[str, Any] | None = None) -> None:
    """Report what the user did, in the app's own words."""
    _send("action", name, context)


def add_duration_vital(
    name: str,
    *,
    start: float,
    duration: float,
    description: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Report a duration that the app measured itself, in seconds."""
    if this_process.current() is None:
        return
    taken = duration_ns(start, duration)
    if taken is not None:
        _send("vital", name, context, at_ns=taken[0], duration_ns=taken[1], description=optional_text(description))


def start_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Begin to measure a duration; `key` tells parallel ones of the same name apart."""
    _send(
        "vital_started",
        name,
        context,
        key=optional_text(key),
        monotonic_ns=time.monotonic_ns(),
        description=optional_text(description),
    )


def stop_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Report the duration that began with `start_duration_vital` of the same name and key."""
    _send(
        "vital_stopped",
        name,
        context,
        key=optional_text(key),
        monotonic_ns=time.monotonic_ns(),
        description=optional_text(description),
    )


def start_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation of the user's begins; `key` tells parallel ones of the same name apart."""
    _send("operation", name, context, key=optional_text(key), step="start")


def succeed_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation ended well."""
    _send("operation", name, context, key=optional_text(key), step="end")


def fail_operation(
    name: str,
    failure_reason: Literal["error", "abandoned", "other"],
    *,
    key: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Report that an operation failed; the reason is "error", "abandoned" or "other"."""
    if this_process.current() is not None:
        reason = known_reason(failure_reason)
        _send("operation", name, context, key=optional_text(key), step="end", failure_reason=reason)


def _send(kind: str, name: object, context: Mapping[str, Any] | None, **fields: object) -> None:
    try:
        current = this_process.current()
        if current is not None:
            message = {"type": kind, "at_ns": time.time_ns(), "name": text(name), "context": copied(context)}
            current.send(message | fields)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
