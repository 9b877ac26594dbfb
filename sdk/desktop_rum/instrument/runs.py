"""The runs that are open, and the one place that closes them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from desktop_rum.instrument.run import Run
from desktop_rum.interruption import is_interruption

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock

MOST_EARLY: Final = 256
"""How many collected children are remembered of which no run is known: it may be about to be told, or there is none."""

REMEMBERED_NS: Final = 60 * 1_000_000_000
"""For how long: a pid is used again."""


class Runs:
    """The runs that are open, and the one place that closes them."""

    def __init__(self, clock: Clock, sink: Callable[[Run], None]) -> None:
        """Arguments: the clock that times runs, and who is told of their ends."""
        self.now_ns = clock.now_ns
        self.monotonic_ns = clock.monotonic_ns
        self.of_pid: dict[int, Run] = {}
        """The open run of each child; where a pid is used again, that of the newer child."""
        self.by_id: dict[int, Run] = {}
        """Those that are open."""
        self.early: deque[tuple[int, int, int]] = deque(maxlen=MOST_EARLY)
        """Pid, status and time of collected children of which no run is known."""
        self._sink = sink

    def open(self, api: str, arguments: object, executable: object, cwd: object, *, shell: bool) -> Run:
        """The record of a command that starts now."""
        run = Run(api, arguments, executable, shell, cwd, self.now_ns(), self.monotonic_ns())
        self.by_id[run.id] = run
        return run

    def add(self, run: Run) -> None:
        """Keep the record of what was started a moment ago."""
        self.by_id[run.id] = run

    def started(self, run: Run, pid: int) -> None:
        """Note the pid of a run; where the child has been collected already, close the run."""
        run.pid = pid
        self.of_pid[pid] = run
        if self.early and self.early[-1][2] >= run.started_ns:
            self.close_early(run)

    def collected(self, pid: int, returncode: int) -> None:
        """Note the status of a child of which no run is known.

        A signal handler or a thread that collects every child may be faster than the call that started it.
        """
        self.early.append((pid, returncode, self.monotonic_ns()))
        run = self.of_pid.get(pid)
        if run is not None:  # told at this very moment
            self.close_early(run)

    def collected_status(self, pid: int) -> int | None:
        """The status of a child that was collected a moment ago and is no run, such as a fork; None where unknown."""
        since_ns = self.monotonic_ns() - REMEMBERED_NS
        found = [status for known, status, at_ns in list(self.early) if known == pid and at_ns >= since_ns]
        return found[-1] if found else None

    def close(
        self,
        run: Run,
        returncode: int | None = None,
        failure: tuple[str, str] | None = None,
    ) -> bool:
        """Report the end of a run, unless somebody else has; returns whether this call did.

        It ended when the child was seen to exit, or now.
        Owner and exit watcher may come at the same moment from two threads: the dictionary's `pop` decides. Only where
        a signal handler interrupts this may an end be told twice; whoever is told takes the first.
        """
        try:
            if self.by_id.pop(run.id, None) is None:
                return False
            run.closed = True
            run.ended_ns = run.gone_ns or self.monotonic_ns()
            run.returncode = returncode
            run.failure = failure
            pid = run.pid
            if pid is not None and self.of_pid.get(pid) is run:
                self.of_pid.pop(pid, None)
            run.ask_owner = None
            self._sink(run)
        except BaseException as error:
            if is_interruption(error):  # nobody else can tell of this end any more
                self.by_id[run.id] = run
                self.close(run, returncode, failure)
            raise
        return True

    def close_early(self, run: Run) -> bool:
        """Close the run if its child was collected before the start was told; returns whether it was."""
        for pid, returncode, ended_ns in list(self.early):
            if pid == run.pid and ended_ns >= run.started_ns:
                run.gone_ns = ended_ns
                return self.close(run, returncode)
        return False

    def with_pid(self, pid: int) -> Run | None:
        """The open run of this child; may be called from any thread."""
        return self.of_pid.get(pid) or next((run for run in list(self.by_id.values()) if run.pid == pid), None)

    def forget(self, run: Run) -> None:
        """There was no command after all: the call itself was wrong."""
        self.by_id.pop(run.id, None)

    def is_open(self, run: Run) -> bool:
        """Whether nobody has closed the run."""
        return run.id in self.by_id

    def detach_all(self) -> None:
        """Close what still runs as detached: it outlives the SDK."""
        for run in list(self.by_id.values()):
            run.detached = run.left_running = True
            self.close(run)
