"""The views of the current session: the main process's first, and one for each process with a role."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.collect.raw_event import Emit, RawEvent
from desktop_rum.collect.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock

SOURCE: Final = "electron"
"""The one value of the format's list that means a multi-process desktop app."""

MAIN_NAME: Final = "main process"
MAIN_URL: Final = "desktop://main-process"


class Views:
    """Keeps the views and brings their new versions out when they are due."""

    def __init__(self, clock: Clock, emit: Emit) -> None:
        self.on_main_told: Callable[[dict[str, Any]], None] = lambda _view: None
        """Hears of each version of the main view, what it says of the view."""
        self._clock = clock
        self._emit = emit
        self._views: dict[str, View] = {}
        self.main = self._new_main()

    def _new_main(self) -> View:
        return View(
            name=MAIN_NAME,
            url=MAIN_URL,
            started_ms=self._clock.now_ns() // 1_000_000,
            started_ns=self._clock.monotonic_ns(),
            context={"pid": os.getpid()},
        )

    def emit(self, raw: RawEvent) -> bool:
        """Bring out an event, after the first version of its view; returns whether it was kept."""
        self.tell_first(raw.view)
        return self._emit(raw)

    def tell_first(self, view: View) -> None:
        """Bring out the first version of a view, if that was not done."""
        if view.document_version == 0:
            self._tell(view, self._clock.monotonic_ns())

    def start_main(self) -> None:
        """Begin the main view of a new session."""
        self.main = self._new_main()
        self.add(self.main)

    def add(self, view: View) -> None:
        """Keep a view until it has ended and said so."""
        self._views[view.id] = view

    def forget(self, view: View) -> None:
        """Drop a view of which no version was ever brought out, because there was no session."""
        self._views.pop(view.id, None)

    def renew(self, view: View) -> View:
        """The same process in a new session: a view of its own, which begins now."""
        renewed = View(
            name=view.name,
            url=view.url,
            started_ms=self._clock.now_ns() // 1_000_000,
            started_ns=self._clock.monotonic_ns(),
            context=view.context,
        )
        self.forget(view)
        self.add(renewed)
        return renewed

    def tell_again(self) -> None:
        """Bring out every view again: nothing was kept until now, for want of consent."""
        for view in self._views.values():
            view.touch()
        self.tell()

    def end_all(self) -> None:
        """End every view: the session ends, or the SDK."""
        now = self._clock.monotonic_ns()
        for view in self._views.values():
            if view.active:
                view.end(now)
        self.tell(everything=True)

    def tell(self, *, everything: bool = False) -> None:
        """Bring out the new versions that are due, or all that have changed; forget views that have ended."""
        now = self._clock.monotonic_ns()
        for view in list(self._views.values()):
            if view.is_due(now) or (everything and view.changed):
                self._tell(view, now)
            if not view.active:  # `before_send` may have told everything meanwhile
                self._views.pop(view.id, None)

    def _tell(self, view: View, now_ns: int) -> None:
        data = view.next_version(now_ns)
        self._emit(RawEvent("view", view.started_ms, view, data))
        if view is self.main:
            self.on_main_told(data["view"])
