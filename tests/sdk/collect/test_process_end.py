"""When a process ended, as its view and the event of its end tell it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_rum.collect.exit_events import exit_events
from desktop_rum.collect.exit_reason import OutOfMemory
from desktop_rum.collect.processes import Processes
from desktop_rum.collect.views import Views
from desktop_rum.instrument.errors import ErrorDetails
from desktop_rum.instrument.observations import ExceptionRaised, ProcessExited, ProcessStarted, ProcessStarting
from desktop_rum.process_table import system_table
from tests.plugins.manual_clock import ManualClock

if TYPE_CHECKING:
    from desktop_rum.collect.raw_event import RawEvent


PID = 2**22 + 1
"""Of no process, because it is more than a system gives."""


def test_an_end_that_is_told_later_has_the_time_of_the_end() -> None:
    clock = ManualClock()
    events: list[RawEvent] = []
    views, processes = _with_a_worker(clock, events)
    started_ms = clock.now_ns() // 1_000_000
    clock.advance(3)
    ended_ns = clock.monotonic_ns()
    clock.advance(0.25)
    processes.on_exited(ProcessExited(1, ended_ns, 3))
    views.tell(everything=True)

    (error,) = (event for event in events if event.type == "error")
    last = [event for event in events if event.type == "view"][-1]
    assert error.date_ms == started_ms + 3_000
    assert last.data["view"]["time_spent"] == 3_000_000_000


@pytest.mark.parametrize(
    ("raised_by", "told"),
    [
        (PID, ["ValueError"]),
        (os.getpid(), ["ValueError"]),
        (PID + 1, ["ValueError", "abnormal-exit"]),
    ],
    ids=["it takes long to die", "so does what a shell has started", "a child of it has died"],
)
def test_an_exception_is_not_told_again_with_the_end_unless_that_is_the_end_of_another(
    raised_by: int, told: list[str]
) -> None:
    clock = ManualClock()
    events: list[RawEvent] = []
    _views, processes = _with_a_worker(clock, events)
    process = processes.nearest((PID,))
    assert process is not None
    raised = ExceptionRaised(ErrorDetails("ValueError", "m", "s", ()), clock.now_ns(), handled=False)
    processes.on_fatal(process, raised)
    processes.tell_fatal(process, raised_by)
    processes.on_exited(ProcessExited(1, clock.monotonic_ns(), 3))

    assert [event.data["error"]["type"] for event in events if event.type == "error"] == told


@pytest.mark.parametrize(
    ("returncode", "requested", "told"),
    [
        (-1073741819, False, ("error", "crashed", 0xC0000005, None, "Utility: w crashed with code 0xC0000005")),
        (0xC0000005, False, ("error", "crashed", 0xC0000005, None, "Utility: w crashed with code 0xC0000005")),
        (-5, False, ("error", "abnormal-exit", 0xFFFFFFFB, None, "Utility: w exited with code 0xFFFFFFFB")),
        (0xC000013A, False, ("error", "killed", 0xC000013A, None, "Utility: w was killed with code 0xC000013A")),
        (1, False, ("error", "abnormal-exit", 1, None, "Utility: w exited with code 1")),
        (0x10000, False, ("error", "killed", None, "SIGTERM", "Utility: w was killed (SIGTERM)")),
        (0x10000, True, ("action", "killed", None, "SIGTERM", None)),
        (-15, True, ("action", "killed", None, "SIGTERM", None)),
        (0xF291, True, ("action", "killed", 0xF291, None, None)),
    ],
)
def test_codes_of_windows(returncode: int, requested: bool, told: tuple[object, ...]) -> None:
    clock = ManualClock()
    events: list[RawEvent] = []
    _views, processes = _with_a_worker(clock, events)
    process = processes.nearest((PID,))
    assert process is not None
    exited = ProcessExited(1, clock.monotonic_ns(), returncode, None, requested)
    (event,) = exit_events(process, exited, 0, None, out_of_memory=False, platform="win32")

    context, message = event.data["context"], event.data.get("error", {}).get("message")
    assert (event.type, context["reason"], context.get("exit_code"), context.get("signal"), message) == told


def _with_a_worker(clock: ManualClock, events: list[RawEvent]) -> tuple[Views, Processes]:
    def emit(event: RawEvent) -> bool:
        events.append(event)
        return True

    views = Views(clock, emit)
    processes = Processes(clock, views, system_table(), OutOfMemory(lambda: None))
    processes.on_starting(ProcessStarting(1, "utility", "w", clock.now_ns(), clock.monotonic_ns()))
    processes.on_started(ProcessStarted(1, PID))
    return views, processes
