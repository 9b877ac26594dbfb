"""Exceptions of the main process as `error` events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.collect.view import View
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.errors import ErrorDetails
    from desktop_rum.instrument.observations import ExceptionRaised


class Errors:
    """Makes an error of each exception, on the view of the main process."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def on_exception_raised(self, raised: ExceptionRaised) -> None:
        """Bring out the error."""
        self._views.emit(error_event(raised, self._views.main))


def error_event(raised: ExceptionRaised, view: View) -> RawEvent:
    """An exception as an event of a view."""
    error: dict[str, Any] = {
        "id": new_id(),
        "source": "custom" if raised.handled else "source",
        "handling": "handled" if raised.handled else "unhandled",
        **raised_fields(raised),
    }
    data: dict[str, Any] = {"error": error}
    if raised.context is not None:
        data["context"] = raised.context
    return RawEvent("error", raised.at_ns // 1_000_000, view, data)


def raised_fields(raised: ExceptionRaised) -> dict[str, Any]:
    """What was raised, and what the app wants it to be grouped by."""
    fields = error_fields(raised.error)
    return fields if raised.fingerprint is None else {**fields, "fingerprint": raised.fingerprint}


def error_fields(details: ErrorDetails) -> dict[str, Any]:
    """An exception in the format's fields."""
    fields: dict[str, Any] = {"type": details.type, "message": details.message, "stack": details.stack}
    if details.causes:
        fields["causes"] = [
            {"type": cause.type, "message": cause.message, "stack": cause.stack, "source": "source"}
            for cause in details.causes
        ]
    return fields
