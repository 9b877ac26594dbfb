"""How a process ended that somebody else has started, or whose status another one has collected.

Linux tells it to who holds a pidfd, since 6.15 also after the process was collected. Before, only /proc has it, for as
long as nobody collects it. Windows tells who holds a handle (`process_handle.py`). Elsewhere nobody but the parent
learns it.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import Final, Protocol

from desktop_rum.descriptors import kept
from desktop_rum.instrument.exits.process_handle import ProcessHandle

_PEER_PIDFD: Final = 77
"""SO_PEERPIDFD of <asm-generic/socket.h>."""

_GET_INFO: Final = 0xC040FF0B
"""PIDFD_GET_INFO of <linux/pidfd.h>."""

_INFO: Final = struct.Struct("Q52xi")
"""`struct pidfd_info`: what is asked for, or told; the exit status at the end of its first version."""

_EXIT: Final = 1 << 3
"""PIDFD_INFO_EXIT."""


class HeldProcess(Protocol):
    """A process whose end can be asked for."""

    def status(self) -> int | None:
        """The exit status, as `Popen.returncode` has it, once it is dead; None where the system does not tell."""

    def close(self) -> None:
        """Let go of it; may be called again."""


def hold(pid: int, connection: socket.socket) -> HeldProcess:
    """Hold the process that has connected, in this system's way.

    Raises:
        OSError: it is gone, there is no file to be had, or this system has no way.
    """
    return ProcessHandle(pid) if sys.platform == "win32" else ForeignProcess(pid, connection)


class ForeignProcess:
    """A process, held by a file of ours so that its end can be asked for."""

    def __init__(self, pid: int, connection: socket.socket | None = None) -> None:
        """Hold it; by a local socket that it has connected also where it is gone by now, since Linux 6.16.

        Raises:
            OSError: it is gone, there is no file to be had, or this system has no such files.
        """
        self._pid = pid
        if not hasattr(os, "pidfd_open"):
            raise OSError("no pidfds")
        number = None if connection is None else _at_the_other_end(connection)
        self._number = kept(os.pidfd_open(pid) if number is None else number)

    def status(self) -> int | None:
        """The exit status, as `Popen.returncode` has it, once it is dead; None where the system does not tell."""
        told = self._told_by_pidfd()
        return _left_in_proc(self._pid) if told is None else told

    def close(self) -> None:
        """Let go of it; may be called again."""
        number, self._number = self._number, -1
        if number >= 0:
            os.close(number)

    def _told_by_pidfd(self) -> int | None:
        if sys.platform != "linux" or self._number < 0:
            return None
        import fcntl

        info = bytearray(_INFO.pack(_EXIT, 0))
        try:
            fcntl.ioctl(self._number, _GET_INFO, info)
        except OSError:  # an older kernel
            return None
        told, status = _INFO.unpack(info)
        return os.waitstatus_to_exitcode(status) if told & _EXIT else None


def _at_the_other_end(connection: socket.socket) -> int | None:
    """A pidfd of who has connected; None where the system cannot give one, as of TCP."""
    try:
        return connection.getsockopt(socket.SOL_SOCKET, _PEER_PIDFD)
    except OSError:
        return None


def _left_in_proc(pid: int) -> int | None:
    """What is there for the parent to collect."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - a kernel's file
            fields = file.read().rpartition(b")")[2].split()
        return os.waitstatus_to_exitcode(int(fields[-1])) if fields[0] == b"Z" else None
    except (OSError, ValueError, IndexError):
        return None
