"""How a command ended: what the window, a headless run and the tests are told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from playground.models.words import exit_code_text
from playground.processes.process_exit import signal_name


@dataclass(frozen=True, slots=True)
class CommandResult:
    """One command that the stage ran, from its start to its end.

    `call` is the Python call that started it (`asyncio.create_subprocess_exec`, `subprocess.run` …), `duration` is in
    seconds, `exit_code` is None when the program never started, died of a signal or is still running. `unkept` are
    the bytes of output that were too many to be kept. `error` is one sentence, set when nothing was started at all (an
    empty command, a missing program).
    """

    call: str
    command: str
    stdout: str = ""
    stderr: str = ""
    unkept: int = 0
    exit_code: int | None = None
    signal: str | None = None
    timed_out: bool = False
    duration: float = 0.0
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the command ended by itself with exit code 0."""
        return self.exit_code == 0

    @property
    def summary(self) -> str:
        """How it ended, in one sentence for people."""
        if self.error is not None:
            return self.error
        ending = self._ending()
        return f"{ending}; {self.unkept:,} bytes of its output were not kept" if self.unkept else ending

    def _ending(self) -> str:
        took = f"after {self.duration * 1000:,.0f} ms"
        if self.timed_out:
            return f"Timed out {took}, and was killed"
        if self.signal is not None:
            return f"Killed by {self.signal} {took}"
        if self.exit_code is None:
            return f"Ended {took}; this call does not tell how" if self.duration else "Started; nobody waits for it"
        return f"Ended with exit code {exit_code_text(self.exit_code)} {took}"


class Ending(TypedDict):
    """The part of a result that a return code tells."""

    exit_code: int | None
    signal: str | None


def ending(return_code: int | None) -> Ending:
    """What Python's return code says: a negative one is the signal that the command died of."""
    if return_code is None or return_code >= 0:
        return Ending(exit_code=return_code, signal=None)
    return Ending(exit_code=None, signal=signal_name(-return_code))


def start_failure(program: str, problem: Exception) -> str:
    """Why a program could not be started, in one sentence."""
    match problem:
        case FileNotFoundError() if Path(program).is_file():
            return f"{program!r} could not be started: the interpreter that its first line names is not there"
        case FileNotFoundError():
            return f"There is no program {program!r}"
        case PermissionError():
            return f"{program!r} may not be run: it is no program, or not allowed"
        case OSError(strerror=str(reason)):
            return f"{program!r} could not be started: {reason}"
        case _:
            return f"{program!r} could not be started: {problem}"
