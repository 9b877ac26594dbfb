"""A file of the app's own into which it has faulthandler write: a crash of the process leaves its report there.

Nobody can ask whom faulthandler writes for, and there may be reports of others in that file: those of earlier runs lie
before the place where it ended when this one began, those of other processes do not know this one's main thread. A
terminal, a pipe and a socket keep nothing.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import threading
from pathlib import Path
from typing import Final

import msgspec

from desktop_rum.plain_file import opened

_BEGINNING: Final = re.compile(rb"^(?:Fatal Python error|Windows fatal exception): ", re.MULTILINE)


class AppsCrashFile(msgspec.Struct, frozen=True):
    """The file, and how to recognise a report of this process in it."""

    path: str
    device: int
    inode: int
    size: int
    """Bytes that were in it before."""
    thread: int
    """The main thread, as faulthandler names it."""

    def report(self, limit: int) -> str:
        """The report that the process has left, of `limit` bytes at most; empty where there is none.

        Raises:
            OSError: the file cannot be read.
        """
        with opened(Path(self.path)) as file:
            status = os.fstat(file.fileno())
            if (status.st_dev, status.st_ino) != (self.device, self.inode):
                return ""
            file.seek(max(self.size, status.st_size - limit))
            written = file.read(limit)
        beginnings = [found.start() for found in _BEGINNING.finditer(written)]
        text = written[beginnings[-1] :].decode("utf-8", "replace") if beginnings else ""
        return text if re.search(rf"hread 0x0*{self.thread:x}\b", text) else ""


def apps_crash_file(descriptor: int) -> AppsCrashFile | None:
    """The file that is open under this number; None where it is no file, or has no name that is known.

    Raises:
        OSError: it is not open.
    """
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or sys.platform != "linux":
        return None
    path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
    thread = threading.main_thread().ident or 0
    return AppsCrashFile(path, status.st_dev, status.st_ino, status.st_size, thread)
