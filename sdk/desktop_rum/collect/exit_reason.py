"""Why a process ended, in the words of the format's `exit_reason`."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Final, Literal

from desktop_rum.collect.windows_exits import windows_reason

if TYPE_CHECKING:
    from collections.abc import Callable

ExitReason = Literal[
    "clean-exit", "abnormal-exit", "killed", "crashed", "oom", "launch-failed", "integrity-failure", "unknown"
]

CRASH_REASONS: Final = frozenset({"crashed", "oom"})

_CRASH_SIGNALS: Final = frozenset(
    number
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS")
    if (number := getattr(signal, name, None)) is not None
)


def exit_reason(
    returncode: int | None, platform: str = sys.platform, *, requested: bool = False, reported: str | None = None
) -> ExitReason:
    """The reason for a return code as `Popen.returncode` has it (negative for a signal); None: nobody learned it.

    Arguments: besides the system's, whether the app asked for the end, and the signal that a crash report tells of:
    Windows says either by a code that may mean something else.
    """
    if returncode is None:
        return "unknown"
    if platform == "win32":
        return windows_reason(returncode, requested=requested, reported=reported)
    if returncode == 0:
        return "clean-exit"
    if returncode > 0:
        return "abnormal-exit"
    return "crashed" if -returncode in _CRASH_SIGNALS else "killed"


class OutOfMemory:
    """Whether the kernel kills for want of memory: the memory cgroup's count of that, compared with the last time."""

    def __init__(self, count: Callable[[], int | None]) -> None:
        """Arguments: reads the count; None where there is none."""
        self._count = count
        self._known = count()

    def killed(self, returncode: int | None) -> bool:
        """Whether a process with this return code was killed so: by SIGKILL, and the count has risen."""
        if not returncode or returncode != -getattr(signal, "SIGKILL", 0):
            return False
        count = self._count()
        if count is None or count == self._known:
            return False
        rose = self._known is not None and count > self._known
        # One kill explains one exit; of several at once the others' exits come in a moment.
        self._known = self._known + 1 if rose and self._known is not None else count
        return rose


def cgroup_oom_kills(proc: str = "/proc/self", cgroups: str = "/sys/fs/cgroup") -> int | None:
    """How many processes of our memory cgroup the kernel has killed for want of memory; None where nobody counts."""
    try:
        with open(f"{proc}/cgroup", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - a kernel's file
            lines = [line.rstrip("\n").split(":", 2) for line in file]
    except OSError:
        return None
    for _, controllers, path in (line for line in lines if len(line) == 3):  # noqa: PLR2004 - proc(5): hierarchy, controllers, path
        for name in _counting_files(controllers, path, cgroups):
            count = _oom_kill_of(name)
            if count is not None:
                return count
    return None


def _counting_files(controllers: str, path: str, cgroups: str) -> list[str]:
    """Where the count may lie: under our path, or at the root, which is what a container sees of itself."""
    if "memory" in controllers.split(","):
        return [f"{cgroups}/memory{path}/memory.oom_control", f"{cgroups}/memory/memory.oom_control"]
    if not controllers:
        return [f"{cgroups}{path}/memory.events", f"{cgroups}/memory.events"]
    return []


def _oom_kill_of(name: str) -> int | None:
    try:
        with open(name, encoding="ascii") as file:  # noqa: PTH123 - a kernel's file
            pairs = [line.split() for line in file]
        return next((int(pair[1]) for pair in pairs if len(pair) == 2 and pair[0] == "oom_kill"), None)  # noqa: PLR2004 - a key and a value
    except (OSError, ValueError):
        return None
