"""The part of the wiring that concerns children: process views, their metrics, the channel, crash reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_rum.channel.channel import Channel, open_channel
from desktop_rum.channel.observations import ChildClosed, ChildLimited, ChildOpened, ChildSaid, Drained
from desktop_rum.child import this_process
from desktop_rum.collect.app_metrics import AppMetrics
from desktop_rum.collect.child_messages import ChildMessages
from desktop_rum.collect.children import Children
from desktop_rum.collect.crash_reports import parse
from desktop_rum.collect.exit_reason import OutOfMemory, cgroup_oom_kills
from desktop_rum.collect.metrics import MetricsCollector
from desktop_rum.collect.pages import Pages
from desktop_rum.collect.process_ends import ProcessEnds
from desktop_rum.collect.processes import Processes
from desktop_rum.instrument import observations as seen
from desktop_rum.instrument.exits.child_status import uncollected_status
from desktop_rum.instrument.multiprocess import MultiprocessingInstrument
from desktop_rum.instrument.run import Run
from desktop_rum.process_table import system_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.channel.messages import Identity
    from desktop_rum.child.crash_file import CrashFile
    from desktop_rum.clock import Clock
    from desktop_rum.collect.crash_reports import CrashReport
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.runs import Runs
    from desktop_rum.instrument.uncaught import Report
    from desktop_rum.pipeline import Pipeline

_LOOK_SECONDS = 0.2
_LOOK_NS = 60 * 1_000_000_000
"""How often, and for how long after one process of `multiprocessing`, others are looked for."""


class ChildProcesses:
    """Everything of the SDK that is about processes other than the main one."""

    def __init__(
        self,
        clock: Clock,
        views: Views,
        pipeline: Pipeline,
        runs: Runs,
        on_command_ended: Callable[[Run], None],
        user_active: Callable[[], None],
        on_identity: Callable[[Identity], None],
    ) -> None:
        """Arguments: besides the obvious, who hears of commands that are no workers, of clicks, and of the user."""
        self._clock = clock
        self._pipeline = pipeline
        self._runs = runs
        self._table = system_table()
        self._look_until = 0
        self._channel: Channel | None = None
        self._multiprocessing: MultiprocessingInstrument | None = None
        self.processes = Processes(clock, views, self._table, OutOfMemory(cgroup_oom_kills))
        self.metrics = MetricsCollector(clock, self._table, self.processes.watched)
        self.app_metrics = AppMetrics(self._table, self.processes.roles, clock.monotonic_ns)
        put, schedule = pipeline.put, pipeline.schedule
        pages = self._pages = Pages(clock, views, self.processes, schedule, user_active)
        self.processes.on_gone = pages.on_gone
        self._children = Children(
            self.processes,
            ChildMessages(self.processes, pages, views.emit, put, schedule, on_identity, user_active),
            runs.with_pid,
            schedule,
            clock.monotonic_ns,
            self.processes.lives,
            self._status_of,
        )
        self._ends = ProcessEnds(self.processes, self._children, on_command_ended, put)

    def handlers(self) -> dict[type, Callable[[Any], None]]:
        """The handler of each type of observation."""
        children, ends = self._children, self._ends
        return {
            Run: ends.on_command_ended,
            seen.ProcessStarting: self.processes.on_starting,
            seen.ProcessStarted: self._on_started,
            seen.ProcessRenamed: self.processes.on_renamed,
            seen.ProcessExited: ends.on_exited,
            ChildOpened: children.on_opened,
            ChildSaid: children.on_said,
            ChildLimited: children.on_limited,
            ChildClosed: children.on_closed,
            Drained: ends.on_drained,
        }

    def start(self, exits: ExitWatcher, late_imports: LateImports) -> None:
        """Let children report to this process, those that are forked from it as well."""
        channel = self._channel = open_channel(self._pipeline.put, self._children.hold)
        if channel is not None:
            this_process.hook_fork()
            server = channel.server
            self._ends.drain, self._ends.let_in, self._ends.concerns = server.drain, server.let_in, server.concerns
            self.processes.take_crash_report = self._take_crash_report
        folder = None if channel is None else channel.path
        wake = self._pipeline.wake
        self._multiprocessing = MultiprocessingInstrument(self._runs, exits, wake, late_imports, folder)

    def stop(self) -> None:
        """Read what children have sent, put it into the pipeline, and close every connection."""
        if self._multiprocessing is not None:
            self._multiprocessing.stop()
        if self._channel is not None:
            self._channel.stop()

    def tell_everything(self) -> None:
        """On the pipeline thread, at the SDK's end: bring out what waits for an exit or for another message."""
        self._children.take_in_all()
        self._pages.settle_all()
        self.processes.tell_all_fatal()

    def on_round_end(self) -> None:
        """The pipeline has handled a round."""
        self._ends.on_round_end()
        self._take_new()

    def _take_new(self) -> None:
        """Begin the views of the processes of `multiprocessing` that were started since the last round."""
        instrument = self._multiprocessing
        if instrument is None:
            return
        for run in instrument.take_new():
            started = seen.ProcessStarting(run.id, "utility", run.arguments, run.started_at_ns, run.started_ns)
            self.processes.on_starting(started)
            if run.pid is not None:
                self._on_started(seen.ProcessStarted(run.id, run.pid))
            self._look_until = self._clock.monotonic_ns() + _LOOK_NS
            if not instrument.is_looked_for:
                self._keep_looking()

    def renew_views(self) -> None:
        """A new session began."""
        self.processes.renew_views()
        self._pages.renew_views()

    def abandon(self, crash_file: CrashFile | None) -> Report | None:
        """In a forked child: close the parent's files, and report to it as a child from now on.

        Arguments: what may write a crash report of the child.
        Returns who is told there of what nobody caught; None where children cannot report.
        """
        if self._multiprocessing is not None:
            self._multiprocessing.active = False
        self._children.close_files()
        if self._channel is None:
            return None
        self._channel.abandon()
        this_process.become_child(self._channel.path, crash_file)
        return this_process.uncaught

    def _on_started(self, started: seen.ProcessStarted) -> None:
        self.processes.on_started(started)
        self._children.on_pid_known()

    def _keep_looking(self) -> None:
        """Have a round in a moment: an app that has started a process may start more, and need not wake the thread."""
        instrument = self._multiprocessing
        if instrument is not None:
            instrument.is_looked_for = self._clock.monotonic_ns() < self._look_until
            if instrument.is_looked_for:
                self._pipeline.schedule(_LOOK_SECONDS, self._keep_looking)

    def _status_of(self, pid: int) -> int | None:
        """The exit status of a child that is gone, whether somebody has collected it or not."""
        status = uncollected_status(pid)
        return self._runs.collected_status(pid) if status is None else status

    def _take_crash_report(self, pid: int) -> CrashReport | None:
        text = None if self._channel is None else self._channel.folder.take_crash_report(pid)
        return None if text is None else parse(text)
