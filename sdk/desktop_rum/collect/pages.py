"""The pages that renderers show, as views of their own inside the views of their processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum.channel.page_messages import Clicked, ClickSettled, LongTaskSeen, PageChanged, ResourceLoaded
from desktop_rum.collect.clicks import Clicks
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View
from desktop_rum.collect.views import SOURCE
from desktop_rum.identifiers import new_id
from desktop_rum.instrument.observations import ProcessRenamed

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.channel.page_messages import Page, PageMessage
    from desktop_rum.clock import Clock
    from desktop_rum.collect.processes import Process, Processes
    from desktop_rum.collect.views import Views

PAGE_SOURCE: Final = "browser"
"""What the format's containers expect a page to be."""

MAX_BACK_DATED_MS: Final = 3_600_000
"""How much earlier than known a process may have begun because an event of its says so."""

MAX_TITLE: Final = 200
"""Characters of a page's title in the name of its process."""

REMEMBERED: Final = 8
"""Pages of one process that late events may still belong to."""


class PageView(View, kw_only=True):
    """One page, in one session."""

    process: Process
    referrer: str
    loading_ns: int | None = None
    shown: bool = True
    """Whether the renderer shows it; a session may end before."""
    hidden: bool = False
    """Whether nobody can see it meanwhile."""

    def next_version(self, now_ns: int) -> dict[str, Any]:
        """See View."""
        data = super().next_version(now_ns)
        del data["context"]
        data["view"]["is_active"] = self.active and not self.hidden
        if self.loading_ns is not None:
            data["view"] |= {"loading_time": self.loading_ns, "loading_type": "initial_load"}
        return self.placed(data)

    def placed(self, data: dict[str, Any]) -> dict[str, Any]:
        """An event's data, with where its page is: in the view of the process that sent it."""
        if self.referrer:
            data.setdefault("view", {})["referrer"] = self.referrer
        container = {"source": SOURCE, "view": {"id": self.process.view.id}}
        return data | {"source": PAGE_SOURCE, "container": container}


class Pages:
    """Keeps the view of each page, and brings out what happens on it."""

    def __init__(
        self,
        clock: Clock,
        views: Views,
        processes: Processes,
        schedule: Callable[[float, Callable[[], None]], None],
        user_active: Callable[[], None],
    ) -> None:
        """Arguments: besides the obvious, who hears of the user's activity, before the click that is one is handled."""
        self._clock = clock
        self._views = views
        self._processes = processes
        self._user_active = user_active
        self._pages: dict[int, dict[str, PageView]] = {}
        self._clicks = Clicks(self.emit, schedule)

    def handle(self, process: Process, message: PageMessage) -> None:
        """A renderer says something of its page."""
        if isinstance(message, ClickSettled):
            self._clicks.on_settled(process.run_id, message)
            return
        if isinstance(message, Clicked):
            self._user_active()
        view = self.view_of(process, message.page)
        if isinstance(message, PageChanged):
            return
        date_ms = self.date_of(process, message.at_ns)
        if isinstance(message, Clicked):
            self._clicks.on_clicked(process.run_id, view, message, date_ms)
        elif isinstance(message, ResourceLoaded):
            self.emit(RawEvent("resource", date_ms, view, {"resource": _resource(message)}))
        elif isinstance(message, LongTaskSeen):
            self.emit(RawEvent("long_task", date_ms, view, {"long_task": long_task(message.duration_ns)}))

    def emit(self, raw: RawEvent) -> bool:
        """Bring out an event of a page; returns whether it is one."""
        view = raw.view
        if not isinstance(view, PageView):
            return False
        self._views.tell_first(view.process.view)
        self._views.emit(RawEvent(raw.type, raw.date_ms, view, view.placed(self._clicks.with_parent(raw))))
        if not view.active:  # it had one more event than it has told
            view.touch()
            self._views.add(view)
        return True

    def view_of(self, process: Process, page: Page) -> PageView:
        """The view of a page, made where it is new, brought up to date."""
        known = self._pages.setdefault(process.run_id, {})
        view = known.get(page.id)
        if view is None:
            view = known[page.id] = self._begin(process, page)
            while len(known) > REMEMBERED:
                del known[next(iter(known))]
        told = (page.title, page.loading_ns, page.hidden)
        if (view.name, view.loading_ns, view.hidden) != told and view.shown:
            view.name, view.loading_ns, view.hidden = told
            view.touch()
        if not page.active:
            self._end(view)
        elif view.shown:
            for other in known.values():  # a renderer shows one page at a time
                if other is not view:
                    self._end(other)
            name = (page.title or page.url.rpartition("/")[2])[:MAX_TITLE]
            self._processes.on_renamed(ProcessRenamed(process.run_id, name))
        return view

    def date_of(self, process: Process, at_ns: int) -> int:
        """When it happened, in ms; the view of the process starts no later than that."""
        date_ms = min(at_ns, self._clock.now_ns()) // 1_000_000
        view = process.view
        earlier = min(view.started_ms - date_ms, MAX_BACK_DATED_MS)
        if earlier > 0:
            view.started_ms -= earlier
            view.started_ns -= earlier * 1_000_000
            view.touch()
        return max(date_ms, view.started_ms)

    def on_gone(self, process: Process) -> None:
        """The process is gone, and its pages with it."""
        self._clicks.end(process.run_id)
        for view in self._pages.pop(process.run_id, {}).values():
            self._end(view)

    def settle_all(self) -> None:
        """The SDK ends: bring out the clicks that still wait."""
        for run_id in self._pages:
            self._clicks.end(run_id)

    def renew_views(self) -> None:
        """A new session began: pages that are shown get a view in it."""
        for known in self._pages.values():
            for page_id, view in known.items():
                if view.shown:
                    self._views.forget(view)
                    renewed = known[page_id] = PageView(
                        name=view.name,
                        url=view.url,
                        started_ms=self._clock.now_ns() // 1_000_000,
                        started_ns=self._clock.monotonic_ns(),
                        context={},
                        process=view.process,
                        referrer=view.referrer,
                        hidden=view.hidden,
                    )
                    self._views.add(renewed)

    def _begin(self, process: Process, page: Page) -> PageView:
        date_ms = self.date_of(process, page.started_at_ns)
        ago_ns = self._clock.now_ns() - date_ms * 1_000_000
        view = PageView(
            name=page.title,
            url=page.url,
            started_ms=date_ms,
            started_ns=self._clock.monotonic_ns() - ago_ns,
            context={},
            process=process,
            referrer=page.referrer,
            hidden=page.hidden,
        )
        self._views.add(view)
        return view

    def _end(self, view: PageView) -> None:
        view.shown = False
        if view.active:
            view.end(self._clock.monotonic_ns())


def long_task(duration_ns: int) -> dict[str, Any]:
    """A long task in the format's fields."""
    return {"id": new_id(), "entry_type": "long-task", "duration": duration_ns}


def _resource(loaded: ResourceLoaded) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": new_id(),
        "type": loaded.kind,
        "url": loaded.url,
        "duration": loaded.duration_ns,
        "method": loaded.method,
        "status_code": loaded.status_code,
        "size": loaded.size,
    }
    return {key: value for key, value in fields.items() if value is not None}
