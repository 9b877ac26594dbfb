"""An event loop that did not answer: a long task, and an App Hang error where nobody could have waited for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from desktop_rum.collect.crash_reports import parse
from desktop_rum.collect.pages import long_task
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.collect.crash_reports import CrashThread
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.observations import EventLoopBlocked


class EventLoop:
    """Makes events of the times at which the main process's event loop did not answer."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def on_blocked(self, blocked: EventLoopBlocked) -> None:
        """Bring out the long task, and the hang."""
        view, date_ms = self._views.main, blocked.started_at_ns // 1_000_000
        data: dict[str, Any] = {"long_task": long_task(blocked.duration_ns)}
        self._views.emit(RawEvent("long_task", date_ms, view, data))
        if blocked.stacks is not None:
            error = {
                "id": new_id(),
                "source": "source",
                "handling": "unhandled",
                "category": "App Hang",
                "type": "AppHang",
                "is_crash": False,
                "message": f"The event loop did not answer for {blocked.duration_ns / 1e9:.1f} s",
                **_stacks(blocked.stacks),
            }
            freeze = {"duration": blocked.duration_ns}
            self._views.emit(RawEvent("error", date_ms, view, {"error": error, "freeze": freeze}))


def _stacks(text: str) -> dict[str, Any]:
    """The main thread's stack, and those of the others; faulthandler gives threads by number."""
    threads = parse(text).threads
    if not threads:
        return {}
    main = next(filter(_is_main, threads), threads[-1])
    return {
        "stack": main.stack,
        "threads": [{"name": thread.name, "crashed": False, "stack": thread.stack} for thread in threads],
    }


def _is_main(thread: CrashThread) -> bool:
    return int(thread.name.rpartition(" ")[2], 16) == threading.main_thread().ident
