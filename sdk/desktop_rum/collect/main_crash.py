"""A crash of the main process as an error in the session and on the view that it had.

Where nobody can read any more which these were, it is an error of the present ones, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum.collect.crash_reports import parse
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.instrument.crash_reports import CrashedProcess, LeftReport

MAX_AGE_MS: Final = 4 * 60 * 60 * 1000
"""A session lasts so long; what is older belongs to none that is still taken."""


def crash_events(left: LeftReport, now_ms: int, present: View) -> Iterator[RawEvent]:
    """The error, and the version of the view that is its last; nothing when it is too old."""
    if not 0 <= now_ms - left.at_ms <= MAX_AGE_MS:
        return
    process, report = left.process, parse(left.text)
    what = report.signal or report.what or "no further word"
    view = present
    context: dict[str, object] = {"pid": left.pid, "reason": "crashed"}
    if process is None:
        context["session_unknown"] = True
    else:
        view = View(process.view_name, process.view_url, process.view_started_ms, 0, {}, id=process.view_id)
    if report.signal is not None:
        context["signal"] = report.signal
    error = {
        "id": new_id(),
        "source": "source",
        "handling": "unhandled",
        "type": report.signal or "crashed",
        "message": f"{view.name} crashed ({what})",
        "is_crash": True,
        "category": "Exception",
        **report.fields(None),
    }
    data: dict[str, Any] = {"error": error, "context": context}
    if process is None:
        yield RawEvent("error", max(left.at_ms, view.started_ms), view, data)
        return
    yield RawEvent("error", left.at_ms, view, data | {"session": {"id": process.session_id}})
    if process.version:
        yield RawEvent("view", view.started_ms, view, _last_version(process, left.at_ms, context))


def _last_version(process: CrashedProcess, at_ms: int, context: dict[str, object]) -> dict[str, Any]:
    """What was told last, with the crash and the end."""
    ended = {
        "is_active": False,
        "time_spent": max(0, at_ms - process.view_started_ms) * 1_000_000,
        "error": {"count": process.errors + 1},
        "crash": {"count": process.crashes + 1},
    }
    return {
        "view": process.view | ended,
        "_dd": {"document_version": process.version + 1},
        "context": process.context | context,
        "session": {"id": process.session_id, "is_active": False},
    }
