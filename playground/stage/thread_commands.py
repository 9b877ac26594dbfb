"""Commands through Python's blocking calls, each in a thread, so that every such call can be shown and tested."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from playground.stage.command_line import shown
from playground.stage.results import CommandResult, ending, start_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: what every call is given: no input, and text
_TEXT: Mapping[str, Any] = MappingProxyType({"stdin": subprocess.DEVNULL, "text": True, "errors": "replace"})
_PIPES: Mapping[str, Any] = MappingProxyType({**_TEXT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE})
_QUIET: Mapping[str, Any] = MappingProxyType({**_TEXT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})

#: return code, standard output, standard error
_Outcome = tuple[int | None, str, str]
_Command = str | list[str]


def _run(command: _Command, timeout: float | None) -> _Outcome:
    done = subprocess.run(command, shell=isinstance(command, str), timeout=timeout, check=False, **_PIPES)
    return done.returncode, done.stdout, done.stderr


def _check_output(command: _Command, timeout: float | None) -> _Outcome:
    try:
        return 0, subprocess.check_output(command, shell=isinstance(command, str), timeout=timeout, **_TEXT), ""
    except subprocess.CalledProcessError as failed:
        return failed.returncode, failed.output, ""


def _call(command: _Command, timeout: float | None) -> _Outcome:
    return subprocess.call(command, shell=isinstance(command, str), timeout=timeout, **_QUIET), "", ""


def _check_call(command: _Command, timeout: float | None) -> _Outcome:
    try:
        return subprocess.check_call(command, shell=isinstance(command, str), timeout=timeout, **_QUIET), "", ""
    except subprocess.CalledProcessError as failed:
        return failed.returncode, "", ""


def _popen(command: _Command, timeout: float | None) -> _Outcome:
    with subprocess.Popen(command, shell=isinstance(command, str), **_PIPES) as process:
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return process.returncode, stdout, stderr


def _getoutput(command: _Command, _timeout: float | None) -> _Outcome:
    return None, subprocess.getoutput(shown(command)), ""  # noqa: S605 - that it takes a shell is its point


def _getstatusoutput(command: _Command, _timeout: float | None) -> _Outcome:
    code, output = subprocess.getstatusoutput(shown(command))  # noqa: S605 - as above
    return code, output, ""


def _os_popen(command: _Command, _timeout: float | None) -> _Outcome:
    pipe = os.popen(shown(command))  # noqa: S605 - as above
    output = pipe.read()
    status = pipe.close()
    if status is None:
        return 0, output, ""
    # Python's manual: elsewhere it is what wait() gives.
    return status if sys.platform == "win32" else os.waitstatus_to_exitcode(status), output, ""


#: the blocking calls, under the names that Python's manual has for them
BLOCKING_CALLS: Mapping[str, Callable[[_Command, float | None], _Outcome]] = MappingProxyType(
    {
        "subprocess.run": _run,
        "subprocess.check_output": _check_output,
        "subprocess.call": _call,
        "subprocess.check_call": _check_call,
        "subprocess.Popen": _popen,
        "subprocess.getoutput": _getoutput,
        "subprocess.getstatusoutput": _getstatusoutput,
        "os.popen": _os_popen,
    }
)


async def run_blocking(
    call: str,
    command: _Command,
    *,
    timeout: float | None,  # noqa: ASYNC109 - told in the result, not raised
) -> CommandResult:
    """Run a line in a shell, or a list of arguments without one, through the named call; `timeout` is in seconds."""
    return await asyncio.get_running_loop().run_in_executor(None, _measure, call, command, timeout)


def _measure(call: str, command: _Command, timeout: float | None) -> CommandResult:
    started = time.perf_counter()
    line = shown(command)
    try:
        code, stdout, stderr = BLOCKING_CALLS[call](command, timeout)
    except subprocess.TimeoutExpired:
        return CommandResult(call, line, timed_out=True, signal="SIGKILL", duration=time.perf_counter() - started)
    except (OSError, ValueError) as problem:
        program = command if isinstance(command, str) else command[0]
        return CommandResult(call, line, error=start_failure(program, problem))
    return CommandResult(call, line, stdout, stderr, duration=time.perf_counter() - started, **ending(code))


class LooseCommands:
    """Commands that are started and that nobody waits for, until the stage is cleared."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str]) -> CommandResult:
        """Start a command and leave it alone."""
        try:
            # It outlives this call, and is waited for in `stop` only.
            process = subprocess.Popen(  # noqa: S603, RUF100
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except (OSError, ValueError) as problem:
            return CommandResult("subprocess.Popen", shown(command), error=start_failure(command[0], problem))
        self._started.append(process)
        return CommandResult("subprocess.Popen", shown(command))

    def stop(self) -> None:
        """Kill what still runs, and take back what has ended."""
        for process in self._started:
            process.kill()
            process.wait()
        self._started.clear()
