"""The stage: one object through which buttons, headless runs and tests cause everything that the playground shows."""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from playground.processes import ProcessExit, UtilityProcess
from playground.stage import failures
from playground.stage.answers import ClosedError, StageError, end_of, settle, unless_gone
from playground.stage.async_commands import AsyncCommands
from playground.stage.command_line import CommandLineError, parse, shown
from playground.stage.conditions import Conditions
from playground.stage.fetches import Fetches
from playground.stage.results import CommandResult
from playground.stage.thread_commands import LooseCommands, run_blocking
from playground.stage.window_stage import WindowStage

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence


class Stage(WindowStage):
    """Runs commands, forks workers, opens windows and makes the main process fail, without ever blocking the loop."""

    #: str: the command line as shown to people, when it is about to start
    command_started = Signal(str)
    #: CommandResult
    command_finished = Signal(object)
    #: UtilityProcess, at its fork; its own signals tell the rest: spawned, message, output, error, exited
    worker_added = Signal(object)
    #: UtilityProcess, when it has exited
    worker_removed = Signal(object)
    #: str: one sentence about something that could not be done (an empty command, a worker that is gone …)
    problem = Signal(str)

    def __init__(self, conditions: Conditions | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: how the intake fails, what the user consents to, who they are
        self.conditions = conditions or Conditions()
        #: HTTP requests of the main process
        self.fetches = Fetches()
        #: those that run now
        self.workers: list[UtilityProcess] = []
        self._commands = AsyncCommands()
        self._loose_commands = LooseCommands()
        self._worker_numbers = itertools.count(1)
        self._request_ids = itertools.count(1)
        self._tasks: set[asyncio.Task[Any]] = set()

    def perform(self, action: Coroutine[Any, Any, Any]) -> None:
        """Start one of the stage's actions, or a scenario, from a button: what cannot be done comes as `problem`."""
        task = asyncio.ensure_future(action)
        self._tasks.add(task)
        task.add_done_callback(self._on_performed)

    async def run_command(
        self,
        command: str | Sequence[str],
        *,
        shell: bool = False,
        timeout: float | None = None,  # noqa: ASYNC109 - told in the result, not raised
        call: str | None = None,
    ) -> CommandResult:
        """Run a command and wait for its end, without blocking the loop.

        Args:
            command: a line (split into arguments as a shell would, unless `shell`), or a list of arguments.
            shell: whether a shell gets the line as it is.
            timeout: seconds after which the command is killed.
            call: one of BLOCKING_CALLS, which then runs in a thread; by default asyncio's own calls.

        What cannot be run raises nothing: the result's `error` says why. Where there is no command at all, so does
        `problem`.
        """
        self.command_started.emit(shown(command))
        try:
            parsed = parse(command, shell=shell)
        except CommandLineError as error:
            self.problem.emit(str(error))
            result = CommandResult(call or "", shown(command), error=str(error))
        else:
            if call is None:
                result = await self._commands.run(parsed, timeout=timeout)
            else:
                result = await run_blocking(call, parsed, timeout=timeout)
        self.command_finished.emit(result)
        return result

    async def start_command(self, command: Sequence[str]) -> CommandResult:
        """Start a command that nobody waits for."""
        self.command_started.emit(shown(command))
        result = self._loose_commands.start(command)
        self.command_finished.emit(result)
        return result

    async def fork_worker(self, service_name: str | None = None) -> UtilityProcess:
        """Fork the demo worker; returns when it answers. Without a name it gets `demo-worker-<n>`."""
        name = service_name or f"demo-worker-{next(self._worker_numbers)}"
        worker = UtilityProcess.fork("workers.demo_worker", service_name=name, parent=self)
        self.workers.append(worker)
        worker.message.connect(functools.partial(self._on_message, name))
        worker.exited.connect(functools.partial(self._on_worker_exited, worker))
        self.worker_added.emit(worker)
        await self.ask_worker(worker, {"type": "ping"})
        return worker

    async def ask_worker(self, worker: UtilityProcess, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send a message (such as `{"type": "ping"}`) and wait for the answer."""
        request_id = next(self._request_ids)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def on_message(reply: object) -> None:
            if isinstance(reply, dict) and reply.get("id") == request_id:
                settle(answer, reply)

        worker.message.connect(on_message)
        try:
            self._post(worker, {**message, "id": request_id})
            return await unless_gone(worker, answer, "did not answer")
        finally:
            worker.message.disconnect(on_message)

    async def tell_worker(self, worker: UtilityProcess, message: Mapping[str, Any]) -> ProcessExit:
        """Send a message that ends the worker (such as `{"type": "raise", "text": "…"}`), and wait for its end."""
        self._post(worker, message)
        return await end_of(worker)

    async def let_worker_exit(self, worker: UtilityProcess, code: int = 0) -> ProcessExit:
        """Ask a worker to exit by itself with this exit code, and wait until it has."""
        return await self.tell_worker(worker, {"type": "exit", "code": code})

    async def kill_worker(self, worker: UtilityProcess) -> ProcessExit:
        """Kill a worker through its own object, as an app does, and wait until it is gone."""
        worker.kill()
        return await end_of(worker)

    async def raise_uncaught(self) -> None:
        """Raise in a Qt slot, where nobody catches: `sys.excepthook` runs."""
        await failures.raise_in_slot()

    async def fail_task(self) -> None:
        """Let a task fail that nobody awaits: the loop's exception handler runs."""
        await failures.fail_task()

    async def stop(self) -> None:
        """End every command, worker and window that still runs. Can be called again."""
        self._commands.stop()
        self._loose_commands.stop()
        tasks = {*self._tasks, *self._reloads.values()} - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        while children := [*self.windows, *self.workers]:  # one more may just have been on its way
            for window in self.windows:
                window.close()
            for worker in self.workers:
                worker.terminate()
            await asyncio.gather(*(child.wait_exited() for child in children))
        await asyncio.gather(*tasks, return_exceptions=True)
        self.fetches.stop()

    def _on_message(self, name: str, message: object) -> None:
        self.message_logged.emit(name, f"← {json.dumps(message)}")

    def _on_worker_exited(self, worker: UtilityProcess, _how: ProcessExit) -> None:
        self.workers.remove(worker)
        self.worker_removed.emit(worker)

    def _on_performed(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StageError | OSError) and not isinstance(error, ClosedError):
            self.problem.emit(str(error))
