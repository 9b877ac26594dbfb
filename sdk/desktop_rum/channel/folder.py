"""The meeting place as the main process keeps it: made, swept, and removed again."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rum import plain_file
from desktop_rum.child import meeting_place
from desktop_rum.process_table import lived_at

if TYPE_CHECKING:
    from collections.abc import Iterator

_READ_LIMIT = 256 * 1024


class ChannelFolder:
    """A private folder of this process, with the key in it."""

    def __init__(self, *, for_socket: bool = True) -> None:
        """Make it in the first place that is possible; where a Unix socket is to lie in it, its path must be short.

        Raises:
            OSError: there is none.
        """
        self.path = _make(for_socket=for_socket)
        self.key = os.urandom(32).hex()
        try:
            self.leave(meeting_place.KEY, self.key)
        except OSError:
            self.close()
            raise

    @property
    def socket(self) -> Path:
        """Where the socket lies."""
        return self.path / meeting_place.SOCKET

    def leave(self, name: str, text: str) -> None:
        """Put a new file into it, which is there as a whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        unfinished = self.path / f"{name}.new"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
        plain_file.replace(unfinished, self.path / name)

    def take_crash_report(self, pid: int) -> str | None:
        """What faulthandler wrote in a child that is gone, once; None where it wrote nothing."""
        path = self.path / f"{meeting_place.CRASH}{pid}"
        try:
            with plain_file.opened(path) as file:
                text = plain_file.end_of(file, _READ_LIMIT).decode("utf-8", "replace")
        except OSError:
            return None
        plain_file.remove(path)
        return text or None

    def close(self) -> None:
        """Remove it."""
        shutil.rmtree(self.path, ignore_errors=True)


def _make(*, for_socket: bool) -> Path:
    problem: OSError = OSError("this user has no folder for it")
    name = meeting_place.name_of(os.getpid(), meeting_place.started(os.getpid()))
    for base in map(Path, meeting_place.bases()):
        folder = base / name
        if for_socket and not meeting_place.fits(str(folder)):
            problem = OSError(f"the path of {folder} is too long for a local socket")
            continue
        try:
            with contextlib.suppress(FileExistsError):
                base.mkdir(mode=0o700)
            if not meeting_place.is_private(str(base)):
                raise PermissionError(f"{base} is not this user's alone")
            _sweep(base)
            shutil.rmtree(folder, ignore_errors=True)  # of an earlier `init()` in this process
            with contextlib.suppress(FileExistsError):  # where a living child keeps its crash file open, on Windows
                folder.mkdir(mode=0o700)
            if not meeting_place.is_private(str(folder)):
                raise PermissionError(f"{folder} is not this user's alone")
        except OSError as error:
            problem = error
        else:
            return folder
    raise problem


def _sweep(base: Path) -> None:
    """Remove what main processes left that are no more."""
    for folder, pid, started in _known(base):
        with contextlib.suppress(FileNotFoundError):  # another app removes it at this moment
            if started != meeting_place.started(pid) or not (started or lived_at(pid, folder.stat().st_mtime)):
                shutil.rmtree(folder, ignore_errors=True)


def _known(base: Path) -> Iterator[tuple[Path, int, int]]:
    for folder in base.iterdir():
        pid, _, started = folder.name.partition("-")
        if pid.isdecimal() and started.isdecimal() and int(pid) != os.getpid():
            yield folder, int(pid), int(started)
