"""The recording: a file to which every accepted event is appended, a line each."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

from playground.intake.body import MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Record:
    """Appends the events of a request together; what was appended is with the system, so no crash of ours loses it."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            OSError: it cannot be written, or is a pipe, which keeps nothing and whose reader would be waited for.
        """
        if path.is_fifo():
            raise OSError("it is a pipe")
        self._file = path.open("ab", buffering=0)
        _end_last_line(path)

    def append(self, events: Sequence[str]) -> None:
        """Write the events, each on a line of its own.

        Raises:
            OSError: The file takes no more; use `undone_on_error` around the call to keep no part of the events.
        """
        rest = memoryview("".join(f"{event}\n" for event in events).encode())
        while rest:
            rest = rest[self._file.write(rest) :]

    @contextlib.contextmanager
    def undone_on_error(self) -> Iterator[None]:
        """Take back what was appended inside the block when the block raises."""
        size = os.fstat(self._file.fileno()).st_size
        try:
            yield
        except BaseException:
            with contextlib.suppress(OSError):  # a device has no size
                os.ftruncate(self._file.fileno(), size)
            raise

    def stop(self) -> None:
        """Close the file."""
        self._file.close()


def _end_last_line(path: Path) -> None:
    """See to it that the next event starts a line.

    A last line without its end was torn by a kill in the middle of a write, so nobody was told that it is kept and it
    goes. But a whole event stays, whoever left out the line break.
    """
    size = path.stat().st_size  # 0 for a device
    with path.open("rb+") as file:
        file.seek(max(0, size - MAX_BODY))
        start = file.tell()
        tail = file.read() if size else b""
        torn = tail[tail.rfind(b"\n") + 1 :]
        if not torn:
            return
        try:
            json.loads(torn)
        except ValueError:
            file.truncate(start + len(tail) - len(torn))
        else:
            file.write(b"\n")
