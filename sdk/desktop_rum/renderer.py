"""`import desktop_rum.renderer` is the one line of a renderer: from there on the main process hears what happens in it.

A program that draws a window says which page it shows, and what the user does there:

    import desktop_rum.renderer as rum

    rum.start_page_view("file:///app/pages/index.html", "Invoices")
    rum.page_loaded()
    rum.add_click("Save", (12, 7))
    rum.page_changed()      # or not: then it was a dead click
    rum.settle_clicks()

`desktop_rum.qt.page.watch_page(browser)` does the clicks and the long tasks for a `QTextBrowser`. Where no ancestor of
the process uses the SDK, the import and all of these do nothing; none of them raises or waits.
"""

from __future__ import annotations

from desktop_rum.child import this_process
from desktop_rum.child.api import (
    add_action,
    add_duration_vital,
    add_error,
    fail_operation,
    start_duration_vital,
    start_operation,
    stop_duration_vital,
    succeed_operation,
)
from desktop_rum.child.httpx_requests import watch_httpx
from desktop_rum.child.identity import (
    add_account_extra_info,
    add_user_extra_info,
    clear_account,
    clear_user,
    get_account,
    get_user,
    set_account,
    set_user,
)
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.child.page import PageReporter

__all__ = [
    "add_account_extra_info",
    "add_action",
    "add_click",
    "add_duration_vital",
    "add_error",
    "add_long_task",
    "add_resource",
    "add_user_extra_info",
    "clear_account",
    "clear_user",
    "fail_operation",
    "get_account",
    "get_user",
    "page_changed",
    "page_hidden",
    "page_loaded",
    "page_shown",
    "set_account",
    "set_page_title",
    "set_user",
    "settle_clicks",
    "start_duration_vital",
    "start_operation",
    "start_page_view",
    "stop_duration_vital",
    "stop_page_view",
    "succeed_operation",
]


def start_page_view(url: str, title: str = "", *, referrer: str = "", loading_since: float | None = None) -> None:
    """Say that another page is shown from here on; the one before is left.

    Arguments: its address and title, the page that led to it, and when it was asked for, as `time.monotonic()` has it.
    """
    _say(lambda page: page.start(url, title, referrer, loading_since))


def stop_page_view() -> None:
    """Say that no page is shown any more; the end of the process says so by itself."""
    _say(lambda page: page.stop())


def set_page_title(title: str) -> None:
    """Give the page another title: its view, and that of the process, are renamed."""
    _say(lambda page: page.rename(title))


def page_loaded() -> None:
    """Say that the page shows all that belongs to it: the time since its start is its loading time."""
    _say(lambda page: page.loaded())


def page_hidden() -> None:
    """Say that nobody can see the page, so that it is not active: its window is hidden, minimised or behind a tab."""
    _say(lambda page: page.hide(is_hidden=True))


def page_shown() -> None:
    """Say that the page can be seen again, as it could from the start."""
    _say(lambda page: page.hide(is_hidden=False))


def page_changed() -> None:
    """Say that the page shows something else: clicks that wait for an effect had one."""
    _say(lambda page: page.changed())


def add_click(
    name: str,
    position: tuple[int, int],
    *,
    size: tuple[int, int] | None = None,
    selector: str | None = None,
    expects_change: bool = True,
) -> None:
    """Report a click; what comes of it is told with `page_changed` and `settle_clicks`.

    Arguments: what a person would call the element; where in it the click was and how large it is, in logical pixels;
    its path in the page; whether a click without an effect is a dead one (on a field, which takes the focus, it is
    not).
    """

    def say(page: PageReporter) -> None:
        width, height = (None, None) if size is None else map(int, size)
        x, y = map(int, position)
        where = {"x": x, "y": y, "width": width, "height": height, "selector": selector}
        page.click(name, **where, expects_change=bool(expects_change))

    _say(say)


def settle_clicks() -> None:
    """Say that whatever comes of the clicks so far has come; 100 ms after a click is a good moment."""
    _say(lambda page: page.settle())


def add_resource(
    url: str,
    *,
    kind: str,
    start: float,
    duration: float,
    method: str | None = None,
    status_code: int | None = None,
    size: int | None = None,
) -> None:
    """Report something that the page loaded. What is loaded through httpx is reported by itself.

    Arguments: its address; document, image, css, js, font, media, fetch, xhr or other; when it was asked for, as
    `time.time()` has it; how many seconds it took; HTTP method and status; bytes.
    """
    _say(lambda page: page.resource(kind, url, start, duration, method=method, status_code=status_code, size=size))


def add_long_task(start: float, duration: float) -> None:
    """Report that the event loop did not answer, from `start`, as `time.time()` has it, for `duration` seconds."""
    _say(lambda page: page.long_task(round(start * 1e9), round(duration * 1e9)))


def _say(say: Callable[[PageReporter], object]) -> None:
    try:
        current = this_process.current()
        if current is not None:
            say(current.pages)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


_reporter = this_process.start("renderer")
if _reporter is not None:
    this_process.write_crash_reports()
    _reporter.connect()
    watch_httpx(_reporter)
