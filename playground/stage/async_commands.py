"""Commands through asyncio: the window's own way, because it never blocks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from asyncio.subprocess import DEVNULL, Process
from typing import TYPE_CHECKING

from playground.stage.command_line import shown
from playground.stage.output_pipe import OutputPipe
from playground.stage.results import CommandResult, ending, start_failure
from playground.stage.whole_command import kill_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

EXEC = "asyncio.create_subprocess_exec"
SHELL = "asyncio.create_subprocess_shell"


class AsyncCommands:
    """Runs commands, each in a process group of its own, so that nothing of it is left after a time-out."""

    def __init__(self) -> None:
        self._running: set[Process] = set()

    async def run(
        self,
        command: str | Sequence[str],
        *,
        timeout: float | None,  # noqa: ASYNC109 - told in the result, not raised
    ) -> CommandResult:
        """Run a line in a shell, or a list of arguments without one; `timeout` is in seconds."""
        call = SHELL if isinstance(command, str) else EXEC
        started = time.perf_counter()
        async with OutputPipe() as stdout, OutputPipe() as stderr:
            try:
                process = await self._start(command, stdout, stderr)
            except (OSError, ValueError) as problem:
                program = command if isinstance(command, str) else command[0]
                return CommandResult(call, shown(command), error=start_failure(program, problem))
            stdout.close_write_end()
            stderr.close_write_end()
            timed_out = await self._wait(process, timeout)
            duration = time.perf_counter() - started
            return CommandResult(
                call,
                shown(command),
                stdout=await stdout.text(),
                stderr=await stderr.text(),
                timed_out=timed_out,
                unkept=stdout.unkept + stderr.unkept,
                duration=duration,
                **ending(process.returncode),
            )

    def stop(self) -> None:
        """Kill what still runs."""
        for process in tuple(self._running):
            kill_whole(process.pid)

    async def _start(self, command: str | Sequence[str], stdout: OutputPipe, stderr: OutputPipe) -> Process:
        out, err = stdout.write_end, stderr.write_end
        if isinstance(command, str):
            return await asyncio.create_subprocess_shell(
                command, stdin=DEVNULL, stdout=out, stderr=err, start_new_session=True
            )
        return await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=out, stderr=err, start_new_session=True
        )

    async def _wait(self, process: Process, timeout: float | None) -> bool:  # noqa: ASYNC109 - as above
        """Wait for the end; True when the time-out had to bring it about."""
        self._running.add(process)
        try:
            return not await _ends_within(process, timeout)
        finally:
            # Also when cancelled: a child that nobody collected would stay behind as a zombie, and its transport open.
            if process.returncode is None:
                kill_whole(process.pid)
                await process.wait()
            self._running.discard(process)


async def _ends_within(process: Process, seconds: float | None) -> bool:
    """Whether it ends in time; timers of Qt's loop may fire a twentieth too early, and then are set again."""
    if seconds is None:
        await process.wait()
        return True
    deadline = time.perf_counter() + seconds
    while (left := deadline - time.perf_counter()) > 0:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), left)
            return True
    return False
