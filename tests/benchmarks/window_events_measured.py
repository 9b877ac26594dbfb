"""Measures the event list in this process and prints the figures as JSON; `window_events.py` starts it."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from desktop_rum import EventUpdate
from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.query import parse
from playground.panels.events_panel import EventsPanel
from playground.panels.facets_panel import FacetsPanel
from playground.theme import Scheme, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENTS = 100_000
FRAMES = 200
ROUNDS = 7
QUERIES = (
    "git-4",
    "nowhere-to-be-found",
    '"index 4711"',
    "-git",
    "type:error",
    "-type:resource process:main",
    "message:4711",
    "error.message:*4711",
    'resource.url:"run://git-4"',
    "context:4711",
    "args:status",
    "resource:*",
    "resource.duration:>50ms",
    "duration:10ms..20ms",
    "NOT context.pid:100..2000",
    "status_code:1 OR status_code:2",
    "resource.duration:>50ms OR is_crash:true OR message:index",
    "type:error (is_crash:true OR handling:handled)",
    "(git-4 OR git-5) -status_code:0",
    "*out*of*range",
    "/git-[12]\\b/",
    "/^index 4/",
    "message:/^index 4\\d+/",
    "/\\d{4}7/",
    "/[aeiou]{3}/",
    "*8*7*6*",
    '(index OR button) (out OR 7) -4711 -4712 -"is 5"',
)


def event(number: int) -> dict[str, Any]:
    """An event as the SDK makes it: most of it is what all events share."""
    kind = ("resource", "resource", "resource", "error", "action")[number % 5]
    every: dict[str, dict[str, Any]] = {
        "resource": {
            "id": f"{number:08d}-5c1e-4d0f-9b61-2f3f0c6e7a11",
            "type": "native",
            "url": f"run://git-{number % 50}",
            "duration": number * 1_000_000 % 77_777_777,
            "status_code": number % 3,
        },
        "error": {
            "message": f"index {number} is out of range",
            "type": "builtins.IndexError",
            "stack": 'Traceback (most recent call last):\n  File "app.py", line 5, in <module>\nIndexError',
            "handling": ("handled", "unhandled")[number % 2],
            "is_crash": number % 100 == 3,
        },
        "action": {"id": f"{number:08d}-aaaa", "type": "custom", "target": {"name": f"button {number % 9}"}},
    }
    return {
        "type": kind,
        "date": 1_790_000_000_000 + number,
        "application": {"id": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61"},
        "session": {"id": "8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11", "type": "user"},
        "service": "desktop-rum-playground",
        "version": "0.1.0",
        "source": "electron",
        "ddtags": "sdk_version:0.1.0,service:desktop-rum-playground,env:demo,version:0.1.0",
        "os": {"name": "Debian GNU/Linux", "version": "12", "version_major": "12"},
        "device": {"type": "desktop", "architecture": "x86_64", "logical_cpu_count": 2, "time_zone": "UTC"},
        "view": {
            "id": f"view-{number % 7}",
            "name": f"Utility: worker {number % 7}",
            "url": "desktop://utility/worker",
        },
        kind: every[kind],
        "context": {"args": ["git", "status", str(number)], "cwd": "/srv/app", "shell": False, "pid": number},
        "_dd": {"format_version": 2, "configuration": {"session_sample_rate": 100}},
    }


def updates(first: int, count: int) -> list[EventUpdate]:
    """Events that were just produced."""
    return [EventUpdate(key, "produced", 1_790_000_000_000 + key, event(key)) for key in range(first, first + count)]


def figures(app: QApplication) -> Iterator[tuple[str, str, str]]:
    """Everything that is measured: what, the figure, the target."""
    theme = Theme(app, Scheme.LIGHT)
    table = EventTable(EventStore())
    panel = EventsPanel(theme, table)
    facets = FacetsPanel(theme, table)
    panel.resize(1440, 900)
    for widget in (panel, facets):
        widget.show()
    app.processEvents()
    for first in range(0, EVENTS, 1_000):
        table.take(updates(first, 1_000))
        app.processEvents()
    yield "memory with 100,000 events", f"{psutil.Process().memory_info().rss / 1e6:.0f} MB", "400 MB"
    yield from _queries(app, panel)
    for scale in (1, 2):
        what = f"scrolled frame of {panel.width()} x {panel.height()} at {scale:.0%}, 95th percentile"
        yield what, f"{_frames(panel, scale) * 1e3:.1f} ms", "8 ms"


def _queries(app: QApplication, panel: EventsPanel) -> Iterator[tuple[str, str, str]]:
    """From the call until the list shows the newest that match, first and later on; and until it has them all."""
    table = panel.table
    for text in QUERIES:
        shown, through = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            table.set_query(parse(text))
            panel.view.viewport().grab()
            shown.append(time.perf_counter() - start)
            while table.searching is not None:
                app.processEvents()
            panel.view.viewport().grab()
            through.append(time.perf_counter() - start)
        first, again = (f"{time * 1e3:.0f} ms" for time in (shown[0], statistics.median(shown[1:])))
        figure = f"{first}, again {again}, all {through[0] * 1e3:.0f} ms"
        yield f"query {text} ({table.rowCount():,} found)", figure, "60 ms"
    table.set_query(parse(""))


def _frames(panel: EventsPanel, scale: float) -> float:
    bar, viewport, times = panel.view.verticalScrollBar(), panel.view.viewport(), []
    picture = QPixmap(viewport.size() * scale)
    picture.setDevicePixelRatio(scale)
    for frame in range(FRAMES):
        bar.setValue(frame * 7_919 % bar.maximum())
        start = time.perf_counter()
        viewport.render(picture)
        times.append(time.perf_counter() - start)
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    found = figures(QApplication(sys.argv))
    print(json.dumps([{"what": what, "figure": figure, "target": target} for what, figure, target in found]))
