"""When a process ended, as its view and the event of its end tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_rum.collect.exit_reason import OutOfMemory
from desktop_rum.collect.processes import Processes
from desktop_rum.collect.views import Views
from desktop_rum.instrument.observations import ProcessExited, ProcessStarted, ProcessStarting
from desktop_rum.process_table import system_table
from tests.plugins.manual_clock import ManualClock

if TYPE_CHECKING:
    from desktop_rum.collect.raw_event import RawEvent


def test_an_end_that_is_told_later_has_the_time_of_the_end() -> None:
    events: list[RawEvent] = []

    def emit(event: RawEvent) -> bool:
        events.append(event)
        return True

    clock = ManualClock()
    views = Views(clock, emit)
    processes = Processes(clock, views, system_table(), OutOfMemory(lambda: None))
    started_ms = clock.now_ns() // 1_000_000
    processes.on_starting(ProcessStarting(1, "utility", "w", clock.now_ns(), clock.monotonic_ns()))
    processes.on_started(ProcessStarted(1, 2**22 + 1))
    clock.advance(3)
    ended_ns = clock.monotonic_ns()
    clock.advance(0.25)
    processes.on_exited(ProcessExited(1, ended_ns, 3))
    views.tell(everything=True)

    (error,) = (event for event in events if event.type == "error")
    last = [event for event in events if event.type == "view"][-1]
    assert error.date_ms == started_ms + 3_000
    assert last.data["view"]["time_spent"] == 3_000_000_000
