"""Files of the SDK's that somebody may have replaced, or holds: we wait for no FIFO, follow no link, and have patience.

On Windows nobody can rename or delete a file that another program has open, unless that one allows it: many a virus
scanner, which looks at each file that was just written, does not.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from typing import TYPE_CHECKING, Final

from desktop_rum.descriptors import open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

_FLAGS: Final = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

PAUSES: tuple[float, ...] = (0.002, 0.008, 0.03, 0.09) if sys.platform == "win32" else ()
"""Seconds between two tries: a scanner is through with a file of ours in a few milliseconds."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read.

    Raises:
        OSError: it cannot be opened, or is something else than a file.
    """
    with os.fdopen(open_file(path, os.O_RDONLY | _FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        yield file


def empty(path: Path) -> None:
    """Empty a file, unless it has another name: then it is somebody else's file.

    Raises:
        OSError: it cannot be written.
    """
    descriptor = open_file(path, os.O_WRONLY | _FLAGS)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def end_of(file: BinaryIO, limit: int) -> bytes:
    """The last `limit` bytes of a file at most."""
    file.seek(max(0, os.fstat(file.fileno()).st_size - limit))
    return file.read(limit)


def replace(path: Path, target: Path) -> None:
    """Give the file another name; what had that is gone.

    Raises:
        OSError: it cannot be had.
    """
    _patiently(lambda: path.replace(target))


def remove(path: Path) -> OSError | None:
    """Delete a file that may be there; why it still is, if it is. Then it is emptied, so that nobody takes it up."""
    try:
        _patiently(lambda: path.unlink(missing_ok=True))
    except OSError as error:
        with contextlib.suppress(OSError):
            empty(path)
        return error
    return None


def _patiently(action: Callable[[], object]) -> None:
    """Do it, again where somebody else has the file open."""
    for pause in PAUSES:
        try:
            action()
        except PermissionError:
            time.sleep(pause)
        else:
            return
    action()
