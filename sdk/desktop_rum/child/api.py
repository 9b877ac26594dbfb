"""The calls of the public API as a child has them: each becomes a message to the main process.

Nothing here raises into the app or waits. The parameters are those of `desktop_rum.reporting`.
"""

from __future__ import annotations

import time

from desktop_rum.child import reporter
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal


def add_error(exception: BaseException, *, context: Mapping[str, Any] | None = None) -> None:
    """Report an exception that the app has handled, with whatever it wants to say about it."""
    try:
        current = reporter.current()
        if current is not None:
            current.add_error(exception, _copied(context))
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
    try:
        at_ns, duration_ns = round(start * 1e9), round(duration * 1e9)
    except (TypeError, ValueError, OverflowError):
        return  # no number of seconds
    _send("vital", name, context, at_ns=at_ns, duration_ns=duration_ns, description=description)


def start_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Begin to measure a duration; `key` tells parallel ones of the same name apart."""
    _send("vital_started", name, context, key=key, monotonic_ns=time.monotonic_ns(), description=description)


def stop_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Report the duration that began with `start_duration_vital` of the same name and key."""
    _send("vital_stopped", name, context, key=key, monotonic_ns=time.monotonic_ns(), description=description)


def start_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation of the user's begins; `key` tells parallel ones of the same name apart."""
    _send("operation", name, context, key=key, step="start")


def succeed_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation ended well."""
    _send("operation", name, context, key=key, step="end")


def fail_operation(
    name: str,
    failure_reason: Literal["error", "abandoned", "other"],
    *,
    key: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Report that an operation failed; the reason is "error", "abandoned" or "other"."""
    reason = failure_reason if failure_reason in ("error", "abandoned", "other") else "other"
    _send("operation", name, context, key=key, step="end", failure_reason=reason)


def _send(kind: str, name: object, context: Mapping[str, Any] | None, **fields: object) -> None:
    try:
        current = reporter.current()
        if current is not None:
            texts = {
                key: None if fields[key] is None else str(fields[key])
                for key in ("key", "description")
                if key in fields
            }
            message = {"type": kind, "at_ns": time.time_ns(), "name": str(name), "context": _copied(context)}
            current.send(message | fields | texts)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def _copied(context: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A dict, whatever kind of mapping it was; what is none is still worth telling."""
    if context is None or isinstance(context, dict):
        return context
    try:
        return dict(context)
    except (TypeError, ValueError):
        return {"value": context}
