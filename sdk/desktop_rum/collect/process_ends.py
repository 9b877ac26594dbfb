"""Puts the exit of a process behind everything that it has sent, and hands it to whoever makes the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_rum.channel.observations import Drained
from desktop_rum.instrument.observations import ProcessExited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_rum.collect.children import Children
    from desktop_rum.collect.processes import Processes
    from desktop_rum.instrument.run import Run


class ProcessEnds:
    """Has the channel read what a process has sent before its exit is handled."""

    def __init__(
        self,
        processes: Processes,
        children: Children,
        on_command_ended: Callable[[Run], None],
        put: Callable[[object], None],
    ) -> None:
        self.drain: Callable[[Iterable[int]], None] | None = None
        """Reads what these pids have sent; None without a channel."""
        self.let_in: Callable[[], None] = lambda: None
        """Accepts the connections that wait."""
        self.concerns: Callable[[int], bool] = lambda _pid: False
        """Whether a pid has ever been let in."""
        self._let_in = False
        self._processes = processes
        self._children = children
        self._on_command_ended = on_command_ended
        self._put = put

    def on_round_end(self) -> None:
        """A round is over: processes that end in the next one may have connected meanwhile."""
        self._let_in = False

    def on_exited(self, exited: ProcessExited) -> None:
        """A process with a role is gone."""
        pids = self._processes.pids_of(exited.run_id)
        if self.drain is None or not pids:
            self._processes.on_exited(exited)
        else:
            self.drain(pids)
            self._put(Drained(exited))

    def on_command_ended(self, run: Run) -> None:
        """A command is gone, or what was started as one."""
        if run.told:
            return
        run.told = True
        if not self._let_in:  # once a round: who ends in it has connected before it, if ever
            self._let_in = True
            self.let_in()
        if self._processes.is_living(run.id):
            if not run.left_running:  # otherwise its view ends with the SDK, and that is no exit
                self.on_exited(_exit_of(run))
        elif self.drain is not None and run.pid is not None and not run.detached and self.concerns(run.pid):
            self._children.before_end(run)
            self.drain((run.pid,))
            self._put(Drained(run))
        else:
            self._on_command_ended(run)

    def on_drained(self, drained: Drained) -> None:
        """All that it said is handled."""
        end = drained.end
        if isinstance(end, ProcessExited):
            self._processes.on_exited(end)
            return
        self._children.after_end(end)
        if self._processes.is_living(end.id):
            self._processes.on_exited(_exit_of(end))
        else:
            self._on_command_ended(end)


def _exit_of(run: Run) -> ProcessExited:
    failure = None if run.failure is None else run.failure[1]
    return ProcessExited(run.id, run.ended_ns, run.returncode, failure, run.requested)
