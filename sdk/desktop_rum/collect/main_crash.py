"""A crash of the main process, told at the next launch: an error in the session and on the view that it had.

Where nobody can read any more which these were, it is an error of the present ones, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum.collect.crash_reports import parse
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View
from desktop_rum.identifiers import new_id
from desktop_rum.instrument.main_crash_file import CrashedProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_rum.child.crash_file import CrashFile
    from desktop_rum.clock import Clock
    from desktop_rum.collect.raw_event import Emit
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.main_crash_file import LeftReport, MainCrashFile

MAX_AGE_MS: Final = 4 * 60 * 60 * 1000
"""A session lasts so long; what is older belongs to none that is still taken."""


class MainCrash:
    """Notes what a crash of this process would be told with, tells of earlier ones; lives on the pipeline thread."""

    def __init__(
        self,
        file: MainCrashFile,
        clock: Clock,
        views: Views,
        emit: Emit,
        reported_session: Callable[[], str | None],
    ) -> None:
        """Arguments: besides the obvious, the id of the session whose events are kept; None where none is."""
        self._file = file
        self._clock = clock
        self._views = views
        self._emit = emit
        self._reported_session = reported_session
        self._told: dict[str, Any] = {}
        """What the newest version of the main view said of the view."""
        views.on_main_told = self._on_main_told

    def remember(self) -> None:
        """Note session and view as they are now; while nothing is reported, no crash is either."""
        session, view = self._reported_session(), self._views.main
        if session is None:
            self._file.forget()
        else:
            told = view.document_version, view.error_count, view.crash_count, self._told, view.context
            self._file.remember(CrashedProcess(session, view.id, view.name, view.url, view.started_ms, *told))

    def tell_left(self) -> None:
        """Bring out the crashes of main processes before this one."""
        for left in self._file.take_left():
            for event in crash_events(left, self._clock.now_ns() // 1_000_000, self._views.main):
                self._emit(event)

    def close(self) -> None:
        """The process ends in good order: there was no crash."""
        self._file.close()

    def take_back(self) -> None:
        """Leave faulthandler to the app."""
        self._file.take_back()

    def abandon(self) -> CrashFile | None:
        """In a forked child: write no more into the parent's report. Gives what may write one of the child's own."""
        return self._file.abandon()

    def _on_main_told(self, told: dict[str, Any]) -> None:
        self._told = told
        self.remember()


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
    yield RawEvent("view", view.started_ms, view, _last_version(process, view, left.at_ms, context))


def _last_version(process: CrashedProcess, view: View, at_ms: int, context: dict[str, object]) -> dict[str, Any]:
    """What was told last, or of a process that crashed before anything was: nothing; with the crash and the end."""
    told = process.view or view.next_version(view.started_ns)["view"]
    ended = {
        "is_active": False,
        "time_spent": max(0, at_ms - process.view_started_ms) * 1_000_000,
        "error": {"count": process.errors + 1},
        "crash": {"count": process.crashes + 1},
    }
    return {
        "view": told | ended,
        "_dd": {"document_version": process.version + 1},
        "context": process.context | context,
        "session": {"id": process.session_id, "is_active": False},
    }
