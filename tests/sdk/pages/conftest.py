"""A renderer without a process: what it says goes straight into a running SDK, on a clock of the test's."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.channel.messages import Hello, decode
from desktop_rum.channel.observations import ChildOpened, ChildSaid
from desktop_rum.child.page import PageReporter
from desktop_rum.instrument.errors import describe
from desktop_rum.instrument.observations import ProcessExited, ProcessStarted, ProcessStarting
from desktop_rum.instrument.run import next_run_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.sdk import RunningSdk, RunSdk

Event = dict[str, Any]


class Renderer:
    """One renderer process, as the main process sees it."""

    _numbers = itertools.count(1)

    def __init__(self, running: RunningSdk, name: str = "page", *, is_announced: bool = True) -> None:
        self.running = running
        self._connection = next(self._numbers)
        self.pid = 2**22 + self._connection  # above the limit of the system: nobody has it
        self.run_id = next_run_id()
        clock = running.clock
        self.pages = PageReporter(self.say, clock.now_ns, clock.monotonic_ns)
        if is_announced:
            now = clock.now_ns(), clock.monotonic_ns()
            self._put(ProcessStarting(self.run_id, "renderer", name, *now))
            self._put(ProcessStarted(self.run_id, self.pid))
        self._put(ChildOpened(self._connection, (self.pid,), None, "renderer", name))

    def say(self, message: dict[str, Any]) -> None:
        """Send a message, as JSON, and have it read."""
        said = decode(json.dumps(message).encode())
        assert not isinstance(said, Hello)
        self._put(ChildSaid(self._connection, said))
        self.running.settle()

    def fail(self, text: str, **fields: Any) -> None:
        """Raise, with nobody to catch it."""
        message = {"type": "error", "at_ns": self.running.clock.now_ns(), "error": describe(ValueError(text)).as_dict()}
        self.say({**message, "page": self.pages.page, **fields})

    def exit(self, returncode: int = 0) -> None:
        """End."""
        self._put(ProcessExited(self.run_id, self.running.clock.monotonic_ns(), returncode))
        self.running.settle()

    def _put(self, observation: object) -> None:
        self.running.sdk.pipeline.put(observation)


class Stories:
    """The events of a running SDK."""

    def __init__(self, running: RunningSdk) -> None:
        self.running = running
        self._events: list[Event] = []
        self._subscription = desktop_rum.subscribe(
            lambda updates: self._events.extend(u.event for u in updates if u.event and u.state == "produced")
        )

    def of(self, kind: str) -> list[Event]:
        """The events of a type; of a view its newest version."""
        self.running.settle()
        found = [event for event in self._events if event["type"] == kind]
        return list({e["view"]["id"]: e for e in found}.values()) if kind == "view" else found

    def page(self) -> Event:
        """The one page."""
        (page,) = [event for event in self.of("view") if event["source"] == "browser"]
        return page

    def process(self) -> Event:
        """The view of the one renderer."""
        (process,) = [event for event in self.of("view") if event["view"]["url"].startswith("desktop://renderer/")]
        return process


@pytest.fixture
def running(run_sdk: RunSdk) -> RunningSdk:
    """The SDK of this test."""
    return run_sdk(app_roots=["/home/someone/app", "/home/someone/app/pages"])


@pytest.fixture
def stories(running: RunningSdk) -> Stories:
    """What it produces."""
    return Stories(running)


@pytest.fixture
def renderer(running: RunningSdk, stories: Stories) -> Renderer:  # noqa: ARG001 - listens from the start
    """A renderer that shows nothing yet."""
    return Renderer(running)


@pytest.fixture
def another(running: RunningSdk) -> Callable[[str], Renderer]:
    """More renderers."""
    return lambda name: Renderer(running, name)
