"""A crash of the main process as an error in the session and on the view that it had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_rum.collect.crash_reports import parse
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.instrument.crash_reports import LeftReport

MAX_AGE_MS: Final = 4 * 60 * 60 * 1000
"""A session lasts so long; what is older belongs to none that is still taken."""


def crash_event(left: LeftReport, now_ms: int) -> RawEvent | None:
    """The error; None when it is too old."""
    if not 0 <= now_ms - left.at_ms <= MAX_AGE_MS:
        return None
    process, report = left.process, parse(left.text)
    what = report.signal or report.what or "no further word"
    view = View(process.view_name, process.view_url, process.session_started_ms, 0, {}, id=process.view_id)
    context: dict[str, object] = {"pid": process.pid, "reason": "crashed"}
    if report.signal is not None:
        context["signal"] = report.signal
    error = {
        "id": new_id(),
        "source": "source",
        "handling": "unhandled",
        "type": report.signal or "crashed",
        "message": f"{process.view_name} crashed ({what})",
        "is_crash": True,
        "category": "Exception",
        **report.fields(None),
    }
    data = {"error": error, "context": context, "session": {"id": process.session_id}}
    return RawEvent("error", left.at_ms, view, data)
