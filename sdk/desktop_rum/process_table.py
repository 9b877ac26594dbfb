"""The processes of the machine: from /proc where there is one, from psutil elsewhere."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from desktop_rum import proc_stat
from desktop_rum.clock import boot_time_ns

if TYPE_CHECKING:
    import psutil

TICKS_PER_SECOND: Final[int] = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
"""The system's clock ticks, in which the event format counts CPU time; Windows has none, 100 is what others use."""

_PAGE: Final[int] = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


_HAS_ZOMBIES: Final = sys.platform != "win32"
"""Windows keeps no entry of who is dead, and to be asked for the status looks at every process of the machine."""


class Reading(msgspec.Struct, frozen=True):
    """One process at one moment."""

    pid: int
    parent: int
    started: float
    """In the system's own unit: with the pid, it names one process for ever."""
    cpu_ticks: int
    memory: int
    """Resident set, in bytes; 0 when only the entry of a dead process is left."""
    ended: bool = False


class ProcessTable(Protocol):
    """Where readings come from."""

    def read(self, pid: int) -> Reading | None:
        """One process; None where it is gone or may not be seen."""

    def read_all(self) -> dict[int, Reading]:
        """Every process that may be one of the app's, in one pass."""

    def peak_memory(self, pid: int) -> int:
        """The most resident memory that a process has had, in bytes; 0 where the system does not tell."""


class ProcTable:
    """Linux: one short file a process, 20 µs each."""

    @staticmethod
    def read(pid: int) -> Reading | None:
        """See ProcessTable."""
        stat = proc_stat.read(pid)
        if stat is None:
            return None
        return Reading(pid, stat.parent, stat.started, stat.cpu_ticks, stat.pages * _PAGE, stat.ended)

    def read_all(self) -> dict[int, Reading]:
        """See ProcessTable."""
        readings = (self.read(int(name)) for name in os.listdir("/proc") if name.isdecimal())  # noqa: PTH208 - names
        return {reading.pid: reading for reading in readings if reading is not None}

    @staticmethod
    def peak_memory(pid: int) -> int:
        """See ProcessTable."""
        try:
            with open(f"/proc/{pid}/status", "rb") as file:  # noqa: PTH123 - a kernel's file
                line = next((line for line in file if line.startswith(b"VmHWM:")), None)
            return 0 if line is None else int(line.split()[1]) * 1024
        except (OSError, ValueError, IndexError):
            return 0


class PsutilTable:
    """Other systems; the objects are kept between readings, because making one costs more than reading it.

    On Windows a process of another user's, and the parent of any that is not known, costs a look at all of them.
    """

    MOST_KNOWN: Final = 1_024
    """Those of processes that are gone are among them: who asks for single ones never says that one is."""

    def __init__(self) -> None:
        self._known: dict[int, psutil.Process] = {}

    def read(self, pid: int) -> Reading | None:
        """See ProcessTable."""
        import psutil

        try:
            process = self._known.get(pid)
            if process is None or not process.is_running():
                if len(self._known) >= self.MOST_KNOWN:
                    self._known.clear()
                process = self._known[pid] = psutil.Process(pid)
            with process.oneshot():
                times = process.cpu_times()
                return Reading(
                    pid=pid,
                    parent=process.ppid(),
                    started=process.create_time(),
                    cpu_ticks=round((times.user + times.system) * TICKS_PER_SECOND),
                    memory=process.memory_info().rss,
                    ended=_HAS_ZOMBIES and process.status() == psutil.STATUS_ZOMBIE,
                )
        except psutil.Error:
            self._known.pop(pid, None)
            return None

    def read_all(self) -> dict[int, Reading]:
        """See ProcessTable: this process and its descendants, also those whose parent is gone since the last time."""
        import psutil

        own = psutil.Process()
        members = {process.pid: process for process in _family(own)}
        for pid, process in list(self._known.items()):
            if pid not in members and process.create_time() > own.create_time() and process.is_running():
                members |= {one.pid: one for one in _family(process)}
        self._known = {pid: self._known.get(pid, process) for pid, process in members.items()}
        readings = (self.read(pid) for pid in members)
        return {reading.pid: reading for reading in readings if reading is not None}

    def peak_memory(self, pid: int) -> int:
        """See ProcessTable."""
        import psutil

        try:
            process = self._known.get(pid) or psutil.Process(pid)
            return int(getattr(process.memory_info(), "peak_wset", 0))  # which Windows has
        except psutil.Error:
            return 0


def _family(process: psutil.Process) -> list[psutil.Process]:
    """A process, which may be gone by now, and its descendants."""
    import psutil

    with contextlib.suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return [process]


def lived_at(pid: int, seconds: float) -> bool:
    """Whether the process that has this pid had it at a time, in seconds since the epoch; where there is no /proc."""
    import psutil

    try:
        return psutil.Process(pid).create_time() <= seconds
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True


def process_age_ns(started: float) -> int:
    """How long ago a process began, from `Reading.started`.

    Linux counts in clock ticks since the system's start, the others in seconds since the epoch.
    """
    if isinstance(started, int):
        return max(0, boot_time_ns() - started * 1_000_000_000 // TICKS_PER_SECOND)
    return max(0, time.time_ns() - round(started * 1e9))


def system_table() -> ProcessTable:
    """The table of this system."""
    return ProcTable() if sys.platform == "linux" else PsutilTable()
