"""The stage: one object through which buttons, headless runs and tests cause everything that the playground shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from playground.processes import RendererProcess, UtilityProcess
from playground.stage.results import CommandResult


class Stage(QObject):
    """Runs commands, forks workers, opens windows and makes the main process fail, without ever blocking the loop."""

    #: str: the command line as shown to people, when it is about to start
    command_started = Signal(str)
    #: CommandResult
    command_finished = Signal(object)
    #: UtilityProcess, right after its fork (its own signals tell the rest: spawned, message, exited, error, output)
    worker_added = Signal(object)
    #: UtilityProcess, when it has exited
    worker_removed = Signal(object)
    #: RendererProcess of a window that is to be shown; `closed`/`exited` of the process tell the rest
    window_opened = Signal(object)
    #: RendererProcess, when it has exited, for whatever reason
    window_exited = Signal(object)
    #: str, str: name of the worker or window, and a message either way, for a log
    message_logged = Signal(str, str)
    #: str: one sentence about something that could not be done (an empty command …)
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers: list[UtilityProcess] = []
        self.windows: list[RendererProcess] = []

    async def run_command(
        self,
        command: str | Sequence[str],
        *,
        shell: bool = False,
        timeout: float | None = None,
        call: str | None = None,
    ) -> CommandResult:
        """Run a command and wait for its end, without blocking the loop.

        `command` is a line (split like a shell would, unless `shell`) or a list of arguments; `timeout` is in seconds;
        `call` names the Python call to use, by default `asyncio.create_subprocess_exec` or `_shell`. An empty command or
        a missing program does not raise: the result's `error` says so.
        """
        raise NotImplementedError

    async def fork_worker(self, service_name: str | None = None) -> UtilityProcess:
        """Fork the demo worker; returns when it runs. Without a name it gets `demo-worker-<n>`."""
        raise NotImplementedError

    async def ask_worker(self, worker: UtilityProcess, message: Mapping[str, Any]) -> Any:
        """Send a message (such as `{"type": "ping"}`) and wait for the answer."""
        raise NotImplementedError

    async def let_worker_exit(self, worker: UtilityProcess, code: int = 0) -> None:
        """Ask a worker to exit by itself with this exit code and wait until it has."""
        raise NotImplementedError

    async def kill_worker(self, worker: UtilityProcess) -> None:
        """Kill a worker through its own object, as the app would, and wait until it is gone."""
        raise NotImplementedError

    async def open_window(self, page: str = "index") -> RendererProcess:
        """Open a window for a page of assets/pages (its name without `.html`); returns when its text is there."""
        raise NotImplementedError

    async def close_window(self, window: RendererProcess) -> None:
        """Close a window as a user does: its renderer ends without a trace of error."""
        raise NotImplementedError

    async def crash_window(self, window: RendererProcess) -> None:
        """Let a window's renderer abort and wait until it is gone. The window stays."""
        raise NotImplementedError

    async def raise_uncaught(self) -> None:
        """Raise in a Qt slot, where nobody catches: `sys.excepthook` runs."""
        raise NotImplementedError

    async def fail_task(self) -> None:
        """Start an asyncio task that fails and that nobody awaits: the loop's exception handler runs."""
        raise NotImplementedError

    async def stop(self) -> None:
        """End every command, worker and window that still runs. Can be called again."""
        raise NotImplementedError
