"""The fixture `recorder`: a running SDK in the test's own process, and every event that it produces."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.subscriptions import Subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_rum.clock import Clock

#: seconds; far more than anything takes
PATIENCE = 30.0

SDK = Path(desktop_rum.__file__).parents[1]

Event = dict[str, Any]

#: the view of a worker that was started with `-c`, whose pid is its name
UNNAMED = "Utility: process [1-9]*"


class _Yes(BaseHTTPRequestHandler):
    """An intake that takes everything."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Recorder:
    """Every event, in the order in which they were produced."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.folder = folder
        self.events: list[Event] = []
        self._news = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Yes)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.options: dict[str, Any] = {
            "application_id": "00000000-0000-4000-8000-000000000000",
            "client_token": "pub0",
            "service": "test",
            "proxy": f"http://127.0.0.1:{self._server.server_port}/",
            "data_dir": folder,
            "app_roots": [folder],
            "telemetry_sample_rate": 0,
            **options,
        }
        # From the very first event on: on a busy machine half a second may pass between init() and subscribe().
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("desktop_rum._sdk.Subscriptions", self._subscriptions)
            patch.setattr("desktop_rum._sdk._SETTLE_SECONDS", 0.0)
            desktop_rum.init(**self.options)

    def _subscriptions(self, clock: Clock) -> Subscriptions:
        subscriptions = Subscriptions(clock)
        subscriptions.add(self._on_updates)
        return subscriptions

    def _on_updates(self, updates: Sequence[desktop_rum.EventUpdate]) -> None:
        with self._news:
            self.events += [update.event for update in updates if update.event is not None]
            self._news.notify_all()

    def until(self, count: int, wanted: Callable[[Event], bool]) -> list[Event]:
        """Wait until so many events are as wanted; these."""

        def found() -> list[Event]:
            return [event for event in self.events if wanted(event)]

        with self._news:
            self._news.wait_for(lambda: len(found()) >= count, PATIENCE)
            assert len(found()) >= count, [_short(event) for event in self.events]
            return found()

    def ended(self, name: str) -> Event:
        """Wait until the view of this name, a pattern as of `fnmatch`, is over; its last version."""
        over = self.until(
            1, lambda e: e["type"] == "view" and fnmatchcase(e["view"]["name"], name) and not e["view"]["is_active"]
        )
        return over[-1]

    def of(self, kind: str, view: Event) -> list[Event]:
        """The events of a kind that are on this view."""
        return [e for e in self.events if e["type"] == kind and e["view"]["id"] == view["view"]["id"]]

    def one_error(self, view: Event) -> Event:
        """The one error on this view, which counts it."""
        (error,) = self.of("error", view)
        assert view["view"]["error"]["count"] == 1
        return error

    def run(self, code: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run Python code as a command of the app."""
        return subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(SDK), **options.pop("env", {})},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            **options,
        )

    def stop(self) -> None:
        """Stop the SDK and the intake."""
        desktop_rum.stop(PATIENCE)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _short(event: Event) -> tuple[str, str]:
    return event["type"], event.get("view", {}).get("name", "")


@pytest.fixture
def recorder(tmp_path: Path, home: Path) -> Iterator[Recorder]:
    """A running SDK with metrics five times a second."""
    del home  # only first
    running = Recorder(tmp_path / "data", metrics_interval=0.2)
    yield running
    running.stop()
