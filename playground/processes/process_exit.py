"""How a child process ended."""

from __future__ import annotations

import signal
from dataclasses import dataclass


def signal_name(number: int) -> str:
    """The name of a signal (SIGKILL), or its number where this system has no name for it."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@dataclass(frozen=True, slots=True)
class ProcessExit:
    """The end of a child: its exit code, or the signal that it died of, or why it never started.

    `requested` is whether the app asked for it: `kill()`, `terminate()` or a closed window.
    """

    exit_code: int | None = None
    signal: str | None = None
    error: str | None = None
    requested: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether it ended by itself with exit code 0, or because the app asked for it."""
        return self.error is None and (self.requested or self.exit_code == 0)

    @property
    def summary(self) -> str:
        """How it ended, in a few words for people."""
        if self.error is not None:
            return self.error
        asked = ", as asked" if self.requested else ""
        if self.signal is not None:
            return f"killed by {self.signal}{asked}"
        return f"exit code {self.exit_code}{asked}"
