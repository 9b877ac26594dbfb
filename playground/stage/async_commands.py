"""Commands through asyncio: the window's own way, because it never blocks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import TYPE_CHECKING

from playground.stage.command_line import shown
from playground.stage.results import CommandResult, ending, start_failure

if TYPE_CHECKING:
    from collections.abc import Sequence

EXEC = "asyncio.create_subprocess_exec"
SHELL = "asyncio.create_subprocess_shell"

#: bytes of each stream that are kept; what comes after them is read and forgotten
MAX_OUTPUT = 1024 * 1024

#: seconds that the streams may stay open after the end, as they do when a command leaves children behind
_STREAMS_GRACE = 0.2

_HAS_GROUPS = sys.platform != "win32"


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
        is_shell = isinstance(command, str)
        call = SHELL if is_shell else EXEC
        started = time.perf_counter()
        try:
            process = await self._start(command)
        except (OSError, ValueError) as problem:
            program = command if isinstance(command, str) else command[0]
            return CommandResult(call, shown(command), error=start_failure(program, problem))
        output = (bytearray(), bytearray())
        streams = [
            asyncio.ensure_future(_read(process.stdout, output[0])),
            asyncio.ensure_future(_read(process.stderr, output[1])),
        ]
        self._running.add(process)
        try:
            timed_out = await self._wait(process, timeout)
            duration = time.perf_counter() - started
            await asyncio.wait(streams, timeout=_STREAMS_GRACE)
        except asyncio.CancelledError:
            _kill_group(process)
            raise
        finally:
            self._running.discard(process)
            for stream in streams:
                stream.cancel()
        return CommandResult(
            call,
            shown(command),
            stdout=output[0].decode(errors="replace"),
            stderr=output[1].decode(errors="replace"),
            timed_out=timed_out,
            duration=duration,
            **ending(process.returncode),
        )

    def stop(self) -> None:
        """Kill what still runs."""
        for process in tuple(self._running):
            _kill_group(process)

    async def _start(self, command: str | Sequence[str]) -> Process:
        if isinstance(command, str):
            return await asyncio.create_subprocess_shell(
                command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=_HAS_GROUPS
            )
        return await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=_HAS_GROUPS
        )

    async def _wait(self, process: Process, timeout: float | None) -> bool:  # noqa: ASYNC109 - as above
        """Wait for the end; True when the time-out had to bring it about."""
        try:
            await asyncio.wait_for(process.wait(), timeout)
        except TimeoutError:
            _kill_group(process)
            await process.wait()
            return True
        return False


def _kill_group(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        if _HAS_GROUPS:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()


async def _read(stream: asyncio.StreamReader | None, kept: bytearray) -> None:
    """Read all that comes, and keep it up to the limit."""
    while stream is not None and (chunk := await stream.read(65_536)):
        kept += chunk[: MAX_OUTPUT - len(kept)]
