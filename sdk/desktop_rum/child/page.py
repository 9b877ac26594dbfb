"""The page that a renderer shows, and what it tells of it: every message carries the page's whole state.

Standard library only, and little of that: it is imported into every renderer.
"""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

MAX_URL: Final = 4_096
MAX_NAME: Final = 1_000
"""Characters of addresses, and of titles and names of elements, that the main process takes."""

METHODS: Final = ("POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT")
KINDS: Final = ("document", "xhr", "fetch", "css", "js", "image", "font", "media", "other")
"""What `channel/page_messages.py` takes; msgspec, which that needs, is too slow to be imported here."""

MAX_PENDING: Final = 100
"""Clicks of which nobody said what came of them; more are forgotten, the oldest first."""


class PageReporter:
    """The current page of this process. What is said before there is one goes nowhere."""

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        now_ns: Callable[[], int] = time.time_ns,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._send = send
        self._now_ns = now_ns
        self._monotonic_ns = monotonic_ns
        self._page: dict[str, Any] | None = None
        self._started_ns = 0
        self._is_hidden = False
        self._clicks: dict[int, int | None] = {}
        self._last_click = 0

    @property
    def page(self) -> dict[str, Any] | None:
        """The page as messages carry it."""
        return self._page

    def start(self, url: str, title: str, referrer: str, loading_since: float | None) -> None:
        """Another page from here on; `loading_since` is when it was asked for, on `time.monotonic()`."""
        from desktop_rum.identifiers import new_id  # brings `random`: a worker shows no page and need not pay for it

        self.changed()
        self.settle()
        self.stop()
        now, at_ns = self._monotonic_ns(), self._now_ns()
        waited = 0 if loading_since is None else max(0, now - round(loading_since * 1e9))
        self._started_ns = now - waited
        self._tell(
            {
                "id": new_id(),
                "url": _text(url, MAX_URL),
                "title": _title(title),
                "referrer": _text(referrer, MAX_URL),
                "started_at_ns": at_ns - waited,
                "hidden": self._is_hidden,
            }
        )

    def stop(self) -> None:
        """The page is left; nothing more will become known of clicks that wait."""
        self._clicks.clear()
        if self._page is not None:
            self._tell({**self._page, "active": False})
        self._page = None

    def update(self, **changes: Any) -> None:
        """Something about the page has changed."""
        if self._page is not None and any(self._page.get(key) != value for key, value in changes.items()):
            self._tell({**self._page, **changes})

    def rename(self, title: str) -> None:
        """The page has another title."""
        self.update(title=_title(title))

    def hide(self, *, is_hidden: bool) -> None:
        """The window of this page, and of those that follow, cannot be seen, or can be seen again."""
        self._is_hidden = is_hidden
        self.update(hidden=is_hidden)

    def loaded(self) -> None:
        """The page shows all that belongs to it; only the first time counts."""
        if self._page is not None and "loading_ns" not in self._page:
            self.update(loading_ns=self._monotonic_ns() - self._started_ns)

    def changed(self) -> None:
        """The page shows something else: the clicks before it had an effect."""
        if None in self._clicks.values():
            now = self._now_ns()
            self._clicks = {number: now if at is None else at for number, at in self._clicks.items()}

    def click(self, name: str, **fields: Any) -> int:
        """The user clicked; returns the number of the click."""
        if self._page is None:
            return 0
        self._last_click += 1
        self._clicks[self._last_click] = None
        while len(self._clicks) > MAX_PENDING:
            del self._clicks[next(iter(self._clicks))]
        message = {"type": "click", "page": self._page, "number": self._last_click, "at_ns": self._now_ns()}
        self._send({**message, "name": _text(name, MAX_NAME), **fields})
        return self._last_click

    def settle(self) -> None:
        """Whatever comes of the clicks so far has come."""
        clicks, self._clicks = self._clicks, {}
        for number, changed_at_ns in clicks.items():
            self._send({"type": "settled", "number": number, "changed_at_ns": changed_at_ns})

    def resource(self, kind: str, url: str, started: float, seconds: float, **fields: Any) -> None:
        """The page loaded something; `started` is on `time.time()`."""
        if self._page is None:
            return
        fields["method"] = fields["method"] if fields.get("method") in METHODS else None
        message = {
            "type": "resource",
            "page": self._page,
            "at_ns": max(0, round(started * 1e9)),
            "duration_ns": max(0, round(seconds * 1e9)),
            "kind": kind if kind in KINDS else "other",
            "url": _text(url, MAX_URL),
        }
        self._send({**message, **{key: value for key, value in fields.items() if value is not None}})
        self.changed()

    def long_task(self, started_at_ns: int, duration_ns: int) -> None:
        """The event loop did not answer."""
        if self._page is not None:
            message = {"type": "long_task", "page": self._page, "at_ns": started_at_ns, "duration_ns": duration_ns}
            self._send(message)

    def forget(self) -> None:
        """In a forked process: the page is the parent's."""
        self._page = None
        self._clicks = {}

    def _tell(self, page: dict[str, Any]) -> None:
        self._page = page
        self._send({"type": "page", "page": page})


def _title(value: object) -> str:
    """On one line, as browsers have it."""
    return " ".join(_text(value, MAX_NAME).split())


def _text(value: object, limit: int) -> str:
    """At most so many characters, without what JSON readers refuse."""
    return str(value)[:limit].encode("utf-8", "replace").decode()
