"""What Linux tells of a process in one short file. Standard library only: children use it as well."""

from __future__ import annotations

import os
import sys

from desktop_rum.descriptors import open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NO_PARENT: Final = 0

_STATE, _PARENT, _FLAGS, _USER_TICKS, _SYSTEM_TICKS, _STARTED, _PAGES = 0, 1, 6, 11, 12, 19, 21
"""Fields of /proc/<pid>/stat after the program's name; see proc(5)."""

_EXITING: Final = 0x4
"""Flag of a process whose files are being closed: it is dead, but cannot be collected yet."""


class ProcStat:
    """One reading of one process. Cheap to make: a plain class, because children import it."""

    __slots__ = ("cpu_ticks", "ended", "exiting", "pages", "parent", "pid", "started")

    def __init__(self, pid: int, line: bytes) -> None:
        """Arguments: the pid, and the content of its `stat`.

        Raises:
            ValueError: the line is not one.
            IndexError: as ValueError.
        """
        fields = line[line.rindex(b")") + 2 :].split()  # the name may contain spaces and brackets
        self.pid = pid
        self.ended = fields[_STATE] in (b"Z", b"X")
        """Whether only the entry is left, for the parent to collect."""
        self.exiting = self.ended or bool(int(fields[_FLAGS]) & _EXITING)
        self.parent = int(fields[_PARENT])
        self.cpu_ticks = int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])
        self.started = int(fields[_STARTED])
        """Clock ticks after the system's start: with the pid, it names one process for ever."""
        self.pages = int(fields[_PAGES])
        """Resident pages of memory."""


def read(pid: int) -> ProcStat | None:
    """The process; None where it is gone, may not be seen, or the system has no /proc."""
    if sys.platform == "win32":
        return None
    try:
        descriptor = open_file(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return ProcStat(pid, os.read(descriptor, 4096))
    except (OSError, ValueError, IndexError):
        return None
    finally:
        os.close(descriptor)


def lineage(pid: int, limit: int = 64) -> list[ProcStat]:
    """The process and its ancestors, the nearest first, as far as they can be seen."""
    found: list[ProcStat] = []
    while pid > NO_PARENT and len(found) < limit:
        stat = read(pid)
        if stat is None:
            break
        found.append(stat)
        pid = stat.parent
    return found
