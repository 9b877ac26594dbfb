"""How a command ended: what the window, a headless run and the tests are told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandResult:
    """One command that the stage ran, from its start to its end.

    `call` is the Python call that started it (`asyncio.create_subprocess_exec`, `subprocess.run` …), `duration` is in
    seconds, `exit_code` is None when the program never started or died of a signal. `error` is one sentence, set when
    there was no program to run at all (an empty command, a missing program, a folder that is not there).
    """

    call: str
    command: str
    stdout: str = ""
    stderr: str = ""
    pid: int | None = None
    exit_code: int | None = None
    signal: str | None = None
    timed_out: bool = False
    duration: float = 0.0
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the command ended by itself with exit code 0."""
        return self.exit_code == 0 and self.error is None and not self.timed_out

    @property
    def summary(self) -> str:
        """How it ended, in one sentence for people."""
        took = f"after {self.duration * 1000:,.0f} ms"
        if self.error is not None:
            return self.error
        if self.timed_out:
            return f"Timed out {took} and was ended"
        if self.signal is not None:
            return f"Killed by {self.signal} {took}"
        if self.exit_code is None:
            return "Started; nobody waits for it"
        return f"Ended with exit code {self.exit_code} {took}"
