"""Processes with a role as views, from their start to their exit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.collect.errors import error_event
from desktop_rum.collect.exit_events import as_of_whom_a_shell_ran, exit_events
from desktop_rum.collect.view import View
from desktop_rum.collect.vitals import OpenVitals
from desktop_rum.instrument.observations import ExceptionRaised, Role
from desktop_rum.process_table import process_age_ns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_rum.clock import Clock
    from desktop_rum.collect.crash_reports import CrashReport
    from desktop_rum.collect.exit_reason import OutOfMemory
    from desktop_rum.collect.metrics import Watched
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.observations import (
        ProcessExited,
        ProcessRenamed,
        ProcessStarted,
        ProcessStarting,
    )
    from desktop_rum.process_table import ProcessTable

_TITLES: Final[dict[Role, str]] = {"utility": "Utility", "renderer": "Renderer"}

REMEMBERED: Final = 1_000
"""Dead processes whose pid still leads to their view: what they said last may arrive after the news of their end."""


class Process(msgspec.Struct):
    """A process with a role."""

    run_id: int
    role: Role
    name: str
    view: View
    pid: int | None = None
    started: float | None = None
    """As `Reading.started`."""
    children: set[int] = msgspec.field(default_factory=set)
    """The pids that reported for it: its own, or those of programs that a shell in between has started."""
    vitals: OpenVitals = msgspec.field(default_factory=OpenVitals)
    fatal: ExceptionRaised | None = None
    """The exception that it is about to die of; told with the exit, as one error."""
    fatal_told: bool = False
    """Whether it was told already, because the exit was long in coming."""

    def told_with(self, context: dict[str, Any] | None) -> dict[str, Any]:
        """What the app says of an error or action, and which process it is of."""
        own: dict[str, Any] = {
            key: self.view.context[key] for key in ("service_name", "pid") if key in self.view.context
        }
        return {**(context or {}), **own}


class Processes:
    """Keeps the view of each process with a role, and knows whose pid it was for a while after the exit."""

    def __init__(self, clock: Clock, views: Views, table: ProcessTable, out_of_memory: OutOfMemory) -> None:
        self.take_crash_report: Callable[[int], CrashReport | None] = lambda _pid: None
        """Gives, once, what faulthandler wrote in a process."""
        self.on_gone: Callable[[Process], None] = lambda _process: None
        """Hears of each end, before the view of the process ends."""
        self._clock = clock
        self._views = views
        self._table = table
        self._out_of_memory = out_of_memory
        self._living: dict[int, Process] = {}
        self._by_pid: dict[int, Process] = {}
        self._renderers = 0

    def on_starting(self, starting: ProcessStarting) -> None:
        """Begin the view."""
        if starting.role == "renderer":
            self._renderers += 1
            url = f"desktop://renderer/{self._renderers}"
        else:
            url = f"desktop://utility/{starting.name}"
        view = View(
            name=_view_name(starting.role, starting.name),
            url=url,
            started_ms=starting.started_at_ns // 1_000_000,
            started_ns=starting.started_ns,
            context={"service_name": starting.name} if starting.role == "utility" else {},
        )
        self._views.add(view)
        self._living[starting.run_id] = Process(starting.run_id, starting.role, starting.name, view)

    def on_started(self, started: ProcessStarted) -> None:
        """The pid is known."""
        process = self._living.get(started.run_id)
        if process is None:
            return
        process.pid = started.pid
        reading = self._table.read(started.pid)
        process.started = None if reading is None else reading.started
        process.view.context["pid"] = started.pid
        process.view.touch()
        self._by_pid.pop(started.pid, None)
        self._by_pid[started.pid] = process
        while len(self._by_pid) > REMEMBERED + len(self._living):
            oldest = next(pid for pid, known in self._by_pid.items() if known.run_id not in self._living)
            del self._by_pid[oldest]

    def on_renamed(self, renamed: ProcessRenamed) -> None:
        """A renderer's page has another title."""
        process = self._living.get(renamed.run_id)
        if process is not None and process.name != renamed.name:
            process.name = renamed.name
            process.view.name = _view_name(process.role, renamed.name)
            process.view.touch()

    def on_exited(self, exited: ProcessExited) -> None:
        """Tell how the process ended: an action where it was clean or asked for, an error otherwise."""
        pids = self.pids_of(exited.run_id)
        process = self._living.pop(exited.run_id, None)
        if process is None:
            return
        killed = not exited.requested and self._out_of_memory.killed(exited.returncode)
        reports = [self.take_crash_report(pid) for pid in pids]
        report = next((report for report in reports if report is not None), None)
        exited = as_of_whom_a_shell_ran(exited, report)
        ago_ns = max(0, self._clock.monotonic_ns() - exited.ended_ns)  # the end is told a moment later
        ended_ms = (self._clock.now_ns() - ago_ns) // 1_000_000
        for event in exit_events(process, exited, ended_ms, report, out_of_memory=killed):
            self._views.emit(event)
        process.fatal = None  # told
        self.on_gone(process)
        process.view.end(exited.ended_ns)

    def on_vanished(self, run_id: int, ended_ns: int) -> None:
        """A process that nobody owns is gone, and nobody can know how."""
        process = self._living.pop(run_id, None)
        if process is not None:
            raised, process.fatal = process.fatal, None
            if raised is not None:
                self.report(process, raised)
            process.view.context["status_unknown"] = True
            self.on_gone(process)
            process.view.end(ended_ns)

    def pids_of(self, run_id: int) -> set[int]:
        """The pids by which a living process may have reported; none when it never started."""
        process = self._living.get(run_id)
        if process is None or process.pid is None:
            return set()
        return {process.pid, *process.children}

    def since(self, started: float | None) -> tuple[int, int]:
        """Wall-clock and monotonic time, in ns, at which a process began that is first seen now.

        Arguments: `Reading.started`; where that is not known it began now. The session is what it cannot be older than.
        """
        now_ns = self._clock.monotonic_ns()
        age_ns = 0 if started is None else min(process_age_ns(started), now_ns - self._views.main.started_ns)
        return self._clock.now_ns() - age_ns, now_ns - age_ns

    def is_living(self, run_id: int) -> bool:
        """Whether the run is that of a process with a role whose exit was not told."""
        return run_id in self._living

    def knows_name(self, name: str) -> bool:
        """Whether a process, living or remembered, has this name."""
        return any(process.name == name for process in self._by_pid.values())

    def nearest(self, pids: Iterable[int], started: float | None = None) -> Process | None:
        """The process of the first of these pids that has one: a process, its parent, and so on.

        Arguments: also when the first of them started, where that is known: a pid is used again.
        """
        for pid in pids:
            process = self._by_pid.get(pid)
            if process is not None and (process.run_id in self._living or started in (None, process.started)):
                return process
            started = float("nan")  # an ancestor that is dead is none
        return None

    def watched(self) -> Iterator[Watched]:
        """The processes whose metrics are to be taken."""
        yield self._views.main, os.getpid(), None
        for process in self._living.values():
            if process.pid is not None:
                yield process.view, process.pid, process.started

    def roles(self) -> dict[int, tuple[Role, str, str | None]]:
        """Role, name and exit reason of each pid with a role; may be called from any thread."""
        return {
            pid: (process.role, process.name, process.view.context.get("reason"))
            for pid, process in self._by_pid.copy().items()
        }

    def on_fatal(self, process: Process, raised: ExceptionRaised) -> None:
        """A process is about to die of an exception: keep it for the exit; a second one is brought out at once."""
        if process.run_id in self._living and process.fatal is None and not process.fatal_told:
            process.fatal = raised
        else:
            self.report(process, raised)

    def tell_fatal(self, process: Process, pid: int | None = None) -> None:
        """No exit has followed: bring out the exception of which the process was about to die.

        Arguments: who raised it, where that may be a child of the process. Where such a one is dead and the process
        lives on, its own death is another one; a shell dies with whom it has started.
        """
        raised, process.fatal = process.fatal, None
        if raised is not None:
            process.fatal_told = pid in (None, process.pid) or self.lives(pid)
            self.report(process, raised)

    def lives(self, pid: int) -> bool:
        """Whether a process, of whatever kind, has not ended."""
        reading = self._table.read(pid)
        return reading is not None and not reading.ended

    def tell_all_fatal(self) -> None:
        """The SDK ends: bring out the exceptions whose exits will not be seen any more."""
        for process in list(self._living.values()):
            self.tell_fatal(process)

    def report(self, process: Process, raised: ExceptionRaised) -> None:
        """Bring out an exception of a process."""
        self._views.emit(error_event(raised, process.view))

    def renew_views(self) -> None:
        """A new session began: what lives gets a view in it."""
        for process in self._living.values():
            process.view = self._views.renew(process.view)


def _view_name(role: Role, name: str) -> str:
    return f"{_TITLES[role]}: {name}"
