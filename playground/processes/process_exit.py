"""How a child process ended."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from typing import Self

from playground.models.words import exit_code_text


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

    @classmethod
    def of_qt(cls, code: int, *, crashed: bool, requested: bool, platform: str = sys.platform) -> Self:
        """From what QProcess tells: it calls every violent end a crash, and its code is then a signal's number.

        On Windows the code is an exit code all the same, 32 bits of which Qt makes a negative number.
        """
        if crashed and platform != "win32":
            return cls(signal=signal_name(code), requested=requested)
        return cls(exit_code=code & 0xFFFF_FFFF, requested=requested)

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
        return f"exit code {exit_code_text(self.exit_code or 0)}{asked}"
