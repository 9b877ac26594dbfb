"""What children say over the channel, on the view of the process that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop_rum.channel.messages import Ended, Error, Message
from desktop_rum.collect.foreign_ends import ForeignEnds
from desktop_rum.collect.processes import Process
from desktop_rum.instrument.observations import (
    ProcessExited,
    ProcessStarted,
    ProcessStarting,
    Role,
)
from desktop_rum.instrument.run import next_run_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_rum.channel.observations import ChildClosed, ChildLimited, ChildOpened, ChildSaid
    from desktop_rum.collect.child_messages import ChildMessages
    from desktop_rum.collect.processes import Processes
    from desktop_rum.instrument.run import Run

ANNOUNCE_SECONDS: Final = 2.0
"""How long a child may be unknown: whoever started it is about to tell its pid."""

GONE_SECONDS: Final = 0.25
"""How long a process takes from the end of its files to its own."""

LOOK_SECONDS: Final = 2.0
"""How often a process is looked at that nobody owns and that is no longer connected."""

TOLD_SECONDS: Final = 10.0
"""How long the parent of a process may take to tell how that ended."""

KEPT: Final = 1_000
"""Messages that are kept for a child that is not known yet."""


class _Child(msgspec.Struct):
    """One connection."""

    id: int
    pids: tuple[int, ...]
    role: Role
    name: str
    started: float | None
    process: Process | None = None
    waiting: list[Message] = []
    unheard: int = 0
    """Messages that went nowhere and were not told of yet."""
    closed_ns: int | None = None
    """When the connection was found to be gone, on the monotonic clock."""
    starter: int | None = None
    """As `ChildOpened.starter`."""
    began: tuple[int, int] = (0, 0)
    """When a process that is not known began, as `Processes.since` has it."""

    @property
    def may_be(self) -> tuple[int, ...]:
        """The pids of the processes that it may be: that of its starter it is not."""
        return self.pids if self.starter is None else self.pids[:1]


class _Unannounced(msgspec.Struct):
    """A process that nobody owns."""

    process: Process
    starter: int | None
    gone_ns: int | None = None
    """When its last connection was gone, or it was found dead, on the monotonic clock."""


class Children:
    """Finds out which process each connection belongs to, and turns what it says into events of that process."""

    def __init__(
        self,
        processes: Processes,
        messages: ChildMessages,
        run_of: Callable[[int], Run | None],
        schedule: Callable[[float, Callable[[], None]], None],
        monotonic_ns: Callable[[], int],
        is_living: Callable[[int], bool],
        status_of: Callable[[int], int | None],
    ) -> None:
        """Connections to processes.

        Arguments: the processes; who handles what they say; the run of a command's pid; timers; the monotonic clock
        in ns; whether a pid lives; the exit status of a pid that is gone.
        """
        self._processes = processes
        self._messages = messages
        self._run_of = run_of
        self._schedule = schedule
        self._monotonic_ns = monotonic_ns
        self._is_living = is_living
        self._ends = ForeignEnds(status_of)
        self.hold = self._ends.hold
        self._children: dict[int, _Child] = {}
        self._ended_runs: dict[int, Run] = {}
        self._unannounced: dict[int, _Unannounced] = {}
        """Those that nobody owns and whose end was not told, by the id of their run."""

    def on_opened(self, opened: ChildOpened) -> None:
        """A child makes itself known."""
        child = _Child(opened.connection, opened.pids, opened.role, opened.name, opened.started, starter=opened.starter)
        self._children[child.id] = child
        self._identify(child)
        if child.process is None:
            child.began = self._processes.since(child.started)
            if child.starter is None:
                self._schedule(ANNOUNCE_SECONDS, lambda: self._take_in(child))
            else:
                self._take_in(child)  # who has started it announces nothing

    def on_said(self, said: ChildSaid) -> None:
        """A child says something."""
        child = self._children.get(said.connection)
        if child is None:
            return
        if isinstance(said.message, Ended):
            self._ends.on_told(child.pids[0], said.message)
            return
        if child.process is None:
            self._identify(child)
        if child.process is not None:
            self._messages.handle(child.process, said.message, child.pids[0])
        elif len(child.waiting) < KEPT or _is_last_word(said.message):
            child.waiting.append(said.message)
        else:
            child.unheard += 1

    def on_limited(self, limited: ChildLimited) -> None:
        """A child said too much: count what was not heard."""
        child = self._children.get(limited.connection)
        if child is not None:
            child.unheard += limited.count
            if child.process is not None:
                _count_unheard(child, child.process)

    def on_closed(self, closed: ChildClosed) -> None:
        """A child is gone; who owns it tells how, unless nobody does."""
        child = self._children.get(closed.connection)
        if child is None:
            return
        child.closed_ns = self._monotonic_ns()
        if child.process is not None:
            del self._children[child.id]
            self._end_unannounced(child.process, child.closed_ns)

    def on_pid_known(self) -> None:
        """Another pid is known: perhaps that of a child that waits."""
        for child in [child for child in self._children.values() if child.process is None]:
            self._identify(child)

    def before_end(self, run: Run) -> None:
        """A command ends that may turn out to have been a worker: remember it until all it said is read."""
        if run.pid is not None:
            self._ended_runs[run.pid] = run
            self.on_pid_known()

    def after_end(self, run: Run) -> None:
        """All that it said is read."""
        if run.pid is not None:
            self._ended_runs.pop(run.pid, None)

    def take_in_all(self) -> None:
        """The SDK ends: who is not known by now is not going to be, and who is gone has ended."""
        for child in list(self._children.values()):
            self._take_in(child)
        for unannounced in list(self._unannounced.values()):
            self._look_after(unannounced.process, last=True)
        self.close_files()

    def close_files(self) -> None:
        """Close every file: also in a forked child."""
        self._ends.close_files()

    def _identify(self, child: _Child) -> None:
        """Find the process: one that is known, or a command that turns out to be a worker."""
        process = self._processes.nearest(child.may_be, child.started)
        if process is not None and process.run_id in self._unannounced and process.pid != child.pids[0]:
            return  # the child of one that reports itself, such as a fork of a fork: a process of its own
        if process is None:
            run = self._command_of(child.may_be)
            if run is not None and run.pid is not None:
                process = self._begin(child, run.id, run.pid, (run.started_at_ns, run.started_ns))
        if process is not None:
            self._assign(child, process)

    def _command_of(self, pids: Iterable[int]) -> Run | None:
        runs = (self._ended_runs.get(pid) or self._run_of(pid) for pid in pids)
        return next((run for run in runs if run is not None), None)

    def _take_in(self, child: _Child) -> None:
        """Nobody has announced this child: it is a process of its own."""
        if child.process is not None or child.id not in self._children:
            return
        self._identify(child)
        if child.process is None:
            pid = child.pids[0]
            run_id = next_run_id()
            process = self._begin(child, run_id, pid, child.began)
            if process is not None:
                self._unannounced[run_id] = _Unannounced(process, child.starter)
                self._assign(child, process)

    def _begin(self, child: _Child, run_id: int, pid: int, started: tuple[int, int]) -> Process | None:
        name = child.name or f"process {pid}"
        if child.role == "utility" and self._processes.knows_name(name):
            name = f"{name} {pid}"  # such as two of one script
        self._processes.on_starting(ProcessStarting(run_id, child.role, name, *started))
        self._processes.on_started(ProcessStarted(run_id, pid))
        return self._processes.nearest((pid,))

    def _assign(self, child: _Child, process: Process) -> None:
        child.process = process
        process.children.add(child.pids[0])
        if process.run_id not in self._unannounced or process.pid != child.pids[0]:
            self._ends.let_go(child.pids[0])
        waiting, child.waiting = child.waiting, []
        for message in waiting:
            self._messages.handle(process, message, child.pids[0])
        _count_unheard(child, process)
        if child.closed_ns is not None:
            self._children.pop(child.id, None)
            self._end_unannounced(process, child.closed_ns)

    def _end_unannounced(self, process: Process, closed_ns: int) -> None:
        """The last connection of a process that nobody owns is gone, and with it, most likely, the process."""
        unannounced = self._unannounced.get(process.run_id)
        if unannounced is not None:
            unannounced.gone_ns = closed_ns
            self._schedule(GONE_SECONDS, lambda: self._look_after(process))

    def _look_after(self, process: Process, *, last: bool = False) -> None:
        pid, unannounced = process.pid, self._unannounced.get(process.run_id)
        if pid is None or unannounced is None:
            return
        if any(child.process is process for child in self._children.values()):
            return  # it has connected again
        if self._is_living(pid):
            unannounced.gone_ns = None  # it has executed another program, or closed its files
            self._schedule(LOOK_SECONDS, lambda: self._look_after(process))
            return
        now_ns = self._monotonic_ns()
        if unannounced.gone_ns is None:
            unannounced.gone_ns = now_ns
        status, requested = self._ends.end_of(pid, unannounced.starter)
        if status is None and not last and self._may_be_told(unannounced.starter, now_ns - unannounced.gone_ns):
            self._schedule(GONE_SECONDS, lambda: self._look_after(process))
            return
        del self._unannounced[process.run_id]
        if status is None:
            self._processes.on_vanished(process.run_id, unannounced.gone_ns)
        else:
            self._processes.on_exited(ProcessExited(process.run_id, unannounced.gone_ns, status, requested=requested))

    def _may_be_told(self, starter: int | None, gone_since_ns: int) -> bool:
        """Whether who has started a process is still there to say how it ended."""
        if starter is None or gone_since_ns > TOLD_SECONDS * 1_000_000_000:
            return False
        return any(child.pids[0] == starter for child in self._children.values())


def _is_last_word(message: Message) -> bool:
    return isinstance(message, Error) and message.fatal


def _count_unheard(child: _Child, process: Process) -> None:
    """Tell on the view how many messages went nowhere."""
    count, child.unheard = child.unheard, 0
    if count:
        context = process.view.context
        context["dropped_reports"] = context.get("dropped_reports", 0) + count
        process.view.changed = True
