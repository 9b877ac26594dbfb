"""Opens or empties a file of the SDK's that somebody may have replaced: it waits for no FIFO and follows no link."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, Final

from desktop_rum.descriptors import open_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_FLAGS: Final = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


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
    """Take everything out of a file that has no other name: what is behind one is not ours.

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
