"""The runs that are open, and the one place that closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_rum.instrument.observations import CommandEnded
from desktop_rum.instrument.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock


class Runs:
    """The runs that are open, and the one place that closes them."""

    def __init__(self, clock: Clock, sink: Callable[[object], None]) -> None:
        """Arguments: the clock that times runs, and who is told of their ends."""
        self.now_ns = clock.now_ns
        self.monotonic_ns = clock.monotonic_ns
        self.of_pid: dict[int, Run] = {}
        """The open run of each child; where a pid is used again, that of the newer child."""
        self.waited_for: dict[int, Run] = {}
        """By thread, the run that a call is waiting for whose pid it does not tell."""
        self._sink = sink
        self._open: dict[int, Run] = {}

    def open(self, api: str, arguments: object, executable: object, cwd: object, *, shell: bool) -> Run:
        """The record of a command that starts now."""
        run = Run(api, arguments, executable, shell, cwd, self.now_ns(), self.monotonic_ns())
        self._open[run.id] = run
        return run

    def add(self, run: Run) -> None:
        """Keep the record of what was started a moment ago."""
        self._open[run.id] = run

    def started(self, run: Run, pid: int) -> None:
        """The command has a process."""
        run.pid = pid
        self.of_pid[pid] = run

    def close(
        self,
        run: Run,
        returncode: int | None = None,
        failure: tuple[str, str] | None = None,
    ) -> bool:
        """Tell of the end of a run, unless somebody else has; whether this call did.

        It ended when the child was seen to exit, or now.
        Owner and exit watcher may come at the same moment from two threads: the dictionary's `pop` decides.
        """
        if self._open.pop(run.id, None) is None:
            return False
        run.closed = True
        pid = run.pid
        if pid is not None and self.of_pid.get(pid) is run:
            self.of_pid.pop(pid, None)
        run.ask_owner = None
        self._sink(CommandEnded(run, run.gone_ns or self.monotonic_ns(), returncode, failure))
        return True

    def with_pid(self, pid: int) -> Run | None:
        """The open run of this child; may be called from any thread."""
        return self.of_pid.get(pid) or next((run for run in list(self._open.values()) if run.pid == pid), None)

    def forget(self, run: Run) -> None:
        """There was no command after all: the call itself was wrong."""
        self._open.pop(run.id, None)

    def is_open(self, run: Run) -> bool:
        """Whether nobody has closed the run."""
        return run.id in self._open

    def detach_all(self) -> None:
        """Close what still runs as detached: it outlives the SDK."""
        for run in list(self._open.values()):
            run.detached = run.left_running = True
            self.close(run)
