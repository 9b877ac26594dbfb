"""What scenarios need to know of the operating system: its programs, what it lacks, and how it tells a violent end."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from playground.models.words import exit_code_text

if TYPE_CHECKING:
    from collections.abc import Callable


class Need(Enum):
    """What a scenario cannot do without, and not every system has; the value says so to people."""

    SIGNALS = "no process dies of a signal here"
    POSIX_SPAWN = "there is no os.posix_spawn here"


@dataclass(frozen=True, slots=True)
class Ending:
    """How events tell that a process was killed, or crashed."""

    #: of a worker or renderer
    reason: str
    #: of a command: `resource.status_code`
    status: int = -1
    #: None where an exit code is all that there is
    signal: str | None = None

    @property
    def what(self) -> str:
        """In a word or two."""
        return self.signal or f"exit code {exit_code_text(self.status)}"

    @property
    def context(self) -> dict[str, object]:
        """What the `context` of a worker's or renderer's event has."""
        return {"exit_code": self.status} if self.signal is None else {"signal": self.signal}

    @property
    def command_context(self) -> dict[str, object]:
        """What the `context` of a command's event has: an exit code is told elsewhere."""
        return {} if self.signal is None else {"signal": self.signal}


@dataclass(frozen=True, slots=True)
class System:
    """One operating system, as scenarios see it."""

    list_files: tuple[str, ...]
    #: prints one line about the machine
    describe: tuple[str, ...]
    #: what follows is printed
    echo: tuple[str, ...]
    #: what follows is a line for a shell
    shell_line: tuple[str, ...]
    #: between two commands of such a line
    and_then: str
    #: where that shell is
    shell_path: str
    #: a command that does nothing for so many seconds, or a little longer
    sleep: Callable[[float], list[str]]
    #: killed by somebody else than the app
    killed: Ending
    #: killed through the object of subprocess or asyncio
    killed_by_python: Ending
    #: killed through the QProcess
    killed_by_qt: Ending
    #: after os.abort
    aborted: Ending
    #: after reading from address 0
    bad_read: Ending
    lacks: frozenset[Need] = field(default_factory=frozenset)


_SIGKILL = Ending("killed", signal="SIGKILL")

POSIX = System(
    list_files=("ls",),
    describe=("uname", "-s"),
    echo=("/bin/echo",),
    shell_line=("sh", "-c"),
    and_then="; ",
    shell_path="/bin/sh",
    sleep=lambda seconds: ["sleep", str(seconds)],
    killed=_SIGKILL,
    killed_by_python=_SIGKILL,
    killed_by_qt=_SIGKILL,
    aborted=Ending("crashed", signal="SIGABRT"),
    bad_read=Ending("crashed", signal="SIGSEGV"),
)

# TerminateProcess gives a process whatever exit code its caller likes: psutil and os.kill 15, subprocess and asyncio 1,
# Qt 0xF291, by which it can be told. The C library ends with 3 after abort() where somebody, such as faulthandler,
# handles SIGABRT. `timeout` refuses to wait without a console: to ping oneself once a second is the way to do nothing.
WINDOWS = System(
    list_files=("cmd", "/c", "dir"),
    describe=("hostname",),
    echo=("cmd", "/c", "echo"),
    shell_line=("cmd", "/c"),
    and_then=" & ",
    shell_path=os.environ.get("COMSPEC", r"C:\Windows\System32\cmd.exe"),
    sleep=lambda seconds: ["ping", "-n", str(math.ceil(seconds) + 1), "127.0.0.1"],
    killed=Ending("abnormal-exit", 15),
    killed_by_python=Ending("abnormal-exit", 1),
    killed_by_qt=Ending("killed", 0xF291),
    aborted=Ending("crashed", 3),
    bad_read=Ending("crashed", 0xC000_0005),
    lacks=frozenset(Need),
)


def system_of(platform: str = sys.platform) -> System:
    """The system behind a value of `sys.platform`."""
    return WINDOWS if platform == "win32" else POSIX
