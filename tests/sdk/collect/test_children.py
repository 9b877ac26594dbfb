"""When a process begins and ends that nobody has announced and that makes itself known."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from desktop_rum.channel.observations import ChildClosed, ChildOpened
from desktop_rum.collect.children import ANNOUNCE_SECONDS, GONE_SECONDS, LOOK_SECONDS, Children
from desktop_rum.collect.exit_reason import OutOfMemory
from desktop_rum.collect.processes import Processes
from desktop_rum.collect.views import Views
from desktop_rum.process_table import system_table
from tests.plugins.manual_clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.collect.child_messages import ChildMessages
    from desktop_rum.collect.raw_event import RawEvent

PID = 2**22 + 1
"""Of no process, because it is more than a system gives."""


class _App:
    """One connection of a process that nobody owns, on a clock that is moved by hand."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.events: list[RawEvent] = []
        self.lives = True
        self._timers: list[tuple[int, Callable[[], None]]] = []
        self._views = Views(self.clock, self._emit)
        processes = Processes(self.clock, self._views, system_table(), OutOfMemory(lambda: 0))
        self.children = Children(
            processes,
            cast("ChildMessages", None),  # it says nothing
            lambda _: None,
            lambda seconds, call: self._timers.append((self.clock.monotonic_ns() + round(seconds * 1e9), call)),
            self.clock.monotonic_ns,
            lambda _: self.lives,
            lambda _: 3,
        )

    def _emit(self, event: RawEvent) -> bool:
        self.events.append(event)
        return True

    def advance(self, seconds: float) -> None:
        """Let time pass, and with it what was put off."""
        until = self.clock.monotonic_ns() + round(seconds * 1e9)
        while due := [timer for timer in self._timers if timer[0] <= until]:
            first = min(due, key=lambda timer: timer[0])
            self._timers.remove(first)
            self.clock.advance((first[0] - self.clock.monotonic_ns()) / 1e9)
            first[1]()
        self.clock.advance((until - self.clock.monotonic_ns()) / 1e9)

    def life_ns(self) -> tuple[int, int]:
        """When the view of the process began, after the main process's, and how long it took."""
        self._views.tell(everything=True)
        *_, last = (event for event in self.events if event.type == "view" and event.view is not self._views.main)
        return (last.date_ms - self._views.main.started_ms) * 1_000_000, last.data["view"]["time_spent"]


@pytest.mark.parametrize("lived", [0.5, 5.0], ids=["before it is taken in", "afterwards"])
def test_it_lived_as_long_as_it_was_connected(lived: float) -> None:
    app = _App()
    app.advance(1)
    app.children.on_opened(ChildOpened(1, (PID,), None, "utility", "worker"))
    app.advance(lived)
    app.lives = False
    app.children.on_closed(ChildClosed(1))
    app.advance(ANNOUNCE_SECONDS + GONE_SECONDS)

    assert app.life_ns() == (1_000_000_000, round(lived * 1e9))


def test_one_that_lives_on_without_a_connection_ends_when_it_is_found_dead() -> None:
    app = _App()
    app.children.on_opened(ChildOpened(1, (PID,), None, "utility", "worker"))
    app.advance(ANNOUNCE_SECONDS)
    app.children.on_closed(ChildClosed(1))
    app.advance(GONE_SECONDS)
    app.lives = False
    app.advance(LOOK_SECONDS)

    assert app.life_ns() == (0, round((ANNOUNCE_SECONDS + GONE_SECONDS + LOOK_SECONDS) * 1e9))
