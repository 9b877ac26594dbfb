"""Measures a stream of events into the whole main window, as JSON; `window_events.py` starts it.

Timeline, facets and every other panel are open, and the SDK and its intake run as they do for a user.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_rum import EventUpdate
from playground.app import build_window
from playground.options import Options
from playground.running import Playground
from tests.benchmarks.window_events_measured import event

if TYPE_CHECKING:
    from playground.main_window import MainWindow
    from playground.models.event_feed import EventFeed

RATE = 20_000
HOLD = 0.05  # seconds
FIRST_KEY = 10_000_000


class Sender(threading.Thread):
    """Another process would make the events; they are made before, so that only the window's work is measured."""

    def __init__(self, feed: EventFeed) -> None:
        super().__init__()
        self.ended = threading.Event()
        self._feed = feed
        self._now = int(time.time() * 1_000)
        self._made = [event(number) | {"date": self._now + number // (RATE // 1_000)} for number in range(RATE)]

    def run(self) -> None:
        start, key = time.perf_counter(), 0
        while not self.ended.is_set():
            due = int((time.perf_counter() - start) * RATE)
            self._feed.listen([self._update(number) for number in range(key, due)])
            key = due
            self.ended.wait(0.02)

    def _update(self, number: int) -> EventUpdate:
        at = self._now + number // (RATE // 1_000)
        return EventUpdate(FIRST_KEY + number, "produced", at, self._made[number % RATE])


class Heart:
    """Beats whenever the GUI thread is free."""

    def __init__(self) -> None:
        self.longest = self.longest_work = 0.0
        self.holds = 0
        self._last, self._last_work = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.longest_work = max(self.longest_work, work - self._last_work)
        self.holds += now - self._last > HOLD
        self._last, self._last_work = now, work

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()


async def stream(window: MainWindow, feed: EventFeed, seconds: float) -> list[tuple[str, str, str]]:
    """Everything that is measured: what, the figure, the target."""
    sender, store = Sender(feed), window.table.store
    gc.collect()
    gc.freeze()  # as the playground does; what was made for the measurement is no garbage of the window's either
    before, heart = store.end, Heart()
    sender.start()
    await asyncio.sleep(seconds)
    taken = (store.end - before) / seconds
    heart.stop()
    sender.ended.set()
    sender.join()
    memory = psutil.Process().memory_info().rss / 1e6
    return [
        (f"events that the whole window took in {seconds:.0f} s", f"{taken:,.0f} / s", f"{RATE:,} / s"),
        ("updates that came too fast to be listed", f"{feed.skipped:,}", "0"),
        ("longest hold of the GUI thread", f"{heart.longest * 1e3:.0f} ms", "50 ms"),
        ("the same in CPU time", f"{heart.longest_work * 1e3:.0f} ms", "50 ms"),
        ("holds beyond 50 ms", f"{heart.holds}", "0"),
        ("memory of the whole window", f"{memory:.0f} MB", "400 MB"),
    ]


async def main(folder: Path) -> list[tuple[str, str, str]]:
    """Start what a user starts, and open every panel that shows events."""
    playground = Playground(Options(data_dir=folder))
    try:
        window = build_window(playground, theme="light")
        window.show()
        await asyncio.sleep(2)  # its page and docks come to rest
        window.act.timeline.trigger()
        window.panels.facets.show()
        window.panels.facets.raise_()
        await asyncio.sleep(0.5)
        return await stream(window, playground.feed, float(os.environ.get("STREAM_SECONDS", "60")))
    finally:
        await playground.stop()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder, qasync.QEventLoop(app) as loop:
        found = loop.run_until_complete(main(Path(folder)))
    print(json.dumps([{"what": what, "figure": figure, "target": target} for what, figure, target in found]))
