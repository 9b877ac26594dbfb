"""The order of a process's last things: what it said comes first, then how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_rum.channel.observations import Drained
from desktop_rum.instrument.observations import CommandEnded, ProcessExited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_rum.collect.children import Children
    from desktop_rum.collect.processes import Processes


class ProcessEnds:
    """Puts the end of a process after all that it said, and gives each end to who tells it."""

    def __init__(
        self,
        processes: Processes,
        children: Children,
        on_command_ended: Callable[[CommandEnded], None],
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
        """Who ends in the next round may have connected since."""
        self._let_in = False

    def on_exited(self, exited: ProcessExited) -> None:
        """A process with a role is gone."""
        pids = self._processes.pids_of(exited.run_id)
        if self.drain is None or not pids:
            self._processes.on_exited(exited)
        else:
            self.drain(pids)
            self._put(Drained(exited))

    def on_command_ended(self, ended: CommandEnded) -> None:
        """A command is gone, or what was started as one."""
        pid = ended.run.pid
        if not self._let_in:  # once a round: who ends in it has connected before it, if ever
            self._let_in = True
            self.let_in()
        if self._processes.is_living(ended.run.id):
            if not ended.run.left_running:  # otherwise its view ends with the SDK, and that is no exit
                self.on_exited(_exit_of(ended))
        elif self.drain is not None and pid is not None and not ended.run.detached and self.concerns(pid):
            self._children.before_end(ended)
            self.drain((pid,))
            self._put(Drained(ended))
        else:
            self._on_command_ended(ended)

    def on_drained(self, drained: Drained) -> None:
        """All that it said is handled."""
        if isinstance(drained.end, ProcessExited):
            self._processes.on_exited(drained.end)
            return
        self._children.after_end(drained.end)
        if self._processes.is_living(drained.end.run.id):
            self._processes.on_exited(_exit_of(drained.end))
        else:
            self._on_command_ended(drained.end)


def _exit_of(ended: CommandEnded) -> ProcessExited:
    run = ended.run
    failure = None if ended.failure is None else ended.failure[1]
    return ProcessExited(run.id, ended.ended_ns, ended.returncode, failure, run.requested)
