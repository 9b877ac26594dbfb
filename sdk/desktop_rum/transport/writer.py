"""Lines into the current batch: one write for all that the pipeline assembled in a round."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from desktop_rum.transport.folder import SEALED

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_rum.clock import Clock
    from desktop_rum.transport.folder import InstanceFolder

MAX_EVENTS: Final = 500

_logger = logging.getLogger("desktop_rum")


class BatchWriter:
    """Owns the batch that is being written; lives on the pipeline thread."""

    def __init__(self, folder: InstanceFolder, max_bytes: int, clock: Clock) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._clock = clock
        self._file: int | None = None
        self._path: Path | None = None
        self._bytes = 0
        self._events = 0
        self._torn = False
        self._failing = False

    def write(self, lines: list[bytes]) -> list[tuple[str, int]]:
        """Append lines, each an event; sealed batches are renamed on the way.

        Returns the identity of the batches that took lines, each with how many; fewer than given after a failure.
        """
        taken: list[tuple[str, int]] = []
        start = 0
        try:
            while start < len(lines):
                end, size = self._fitting(lines, start)
                self._append(b"".join(line + b"\n" for line in lines[start:end]))
                if self._path is not None:
                    taken.append((self._path.stem, end - start))
                self._events += end - start
                self._bytes += size
                if self._events >= MAX_EVENTS or self._bytes >= self._max_bytes:
                    self.seal()
                start = end
        except OSError as error:
            self._on_failure(error)
        else:
            self._failing = False
        return taken

    def seal(self) -> None:
        """Make the current batch, if there is one, ready for upload."""
        path = self._path
        self.close()
        if path is not None:
            try:
                path.rename(path.with_suffix(SEALED))
            except OSError as error:
                self._on_failure(error)

    def close(self) -> None:
        """Close the file; also right after a fork, where it is the parent's."""
        descriptor, self._file, self._path = self._file, None, None
        self._bytes = self._events = 0
        self._torn = False
        if descriptor is not None:
            os.close(descriptor)

    def _fitting(self, lines: list[bytes], start: int) -> tuple[int, int]:
        """Up to which line the current batch takes them, and how many bytes that is; at least one line."""
        size, end = len(lines[start]) + 1, start + 1
        last = min(len(lines), start + MAX_EVENTS - self._events)
        while end < last and self._bytes + size + len(lines[end]) + 1 <= self._max_bytes:
            size += len(lines[end]) + 1
            end += 1
        return end, size

    def _append(self, data: bytes) -> None:
        if self._file is None:
            path = self._folder.new_batch(self._clock.now_ns() // 1_000_000)
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            self._path = path
        if self._torn:
            data = b"\n" + data
            self._torn = False
        view = memoryview(data)
        while view:
            try:
                written = os.write(self._file, view)
            except OSError:
                self._torn = len(view) < len(data)
                raise
            view = view[written:]

    def _on_failure(self, error: OSError) -> None:
        """The disk is the user's: they hear of it once, until it works again."""
        if not self._failing:
            self._failing = True
            _logger.warning("Events cannot be kept on disk and are lost until they can: %s", error)
