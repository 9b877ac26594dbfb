"""One batch: a file of JSON lines whose name says when it was begun and what its idempotency key is.

batch-<ms since the epoch>-<uuid>.tmp    being written
batch-<ms since the epoch>-<uuid>.log    sealed: to be uploaded
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Final, Self

import msgspec

from desktop_rum.identifiers import new_id
from desktop_rum.plain_file import opened

OPEN: Final = ".tmp"
SEALED: Final = ".log"
WITHDRAWN: Final = "the user does not consent"
MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""No batch of ours comes near; what is larger is not ours."""

_NAME: Final = re.compile(r"batch-(\d{1,15})-([0-9a-f-]{36})\.(?:log|tmp)")


class Batch(msgspec.Struct):
    """A batch that waits for upload."""

    path: Path
    created_ms: int
    """Wall-clock time at which it was begun, in ms since the epoch."""
    key: str
    """The same for every try to send it."""
    size: int = 0
    """In bytes."""
    events: int | None = None
    """None where it was written by another instance, and nobody has counted yet."""
    created_ns: int | None = None
    """The monotonic time at which it was begun; None where that was in another instance."""
    withdrawn: bool = False
    """The user took their consent back while it was being sent: there is no other try."""

    @classmethod
    def at(cls, path: Path) -> Self | None:
        """The batch of that name; None where the name is not a batch's."""
        matched = _NAME.fullmatch(path.name)
        return None if matched is None else cls(path, int(matched.group(1)), matched.group(2))

    @property
    def id(self) -> str:
        """Its identity for whoever follows it; stays the same when it is sealed or moved."""
        return self.path.stem


def new_name(now_ms: int) -> str:
    """The name of a batch that does not exist yet."""
    return f"batch-{max(0, now_ms)}-{new_id()}{OPEN}"


def read(path: Path) -> bytes:
    """What a batch holds.

    Raises:
        OSError: it cannot be read, or is no file of ours.
    """
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return file.read()


def count_lines(path: Path) -> int:
    """How many events a batch holds; 0 where it cannot be read."""
    try:
        return read(path).count(b"\n")
    except OSError:
        return 0
