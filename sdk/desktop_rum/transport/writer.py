"""Lines into the current batch: one write for all that the pipeline assembled in a round."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import TYPE_CHECKING, Final

import msgspec

from desktop_rum import plain_file
from desktop_rum.descriptors import open_kept
from desktop_rum.transport.batch import SEALED, WITHDRAWN, Batch, new_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock
    from desktop_rum.transport.folder import InstanceFolder
    from desktop_rum.transport.track import Track

MAX_EVENTS: Final = 500
MAX_OPEN_SECONDS: Final = 60 * 60
"""A batch that fills slowly, because the intake is away, is sealed by then: its age is that of its oldest event."""

_LINE_END: Final = ord("\n")
_FLAGS: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_logger = logging.getLogger("desktop_rum")


class BatchDone(msgspec.Struct, frozen=True):
    """A batch has left the disk: the intake has it, or it was given up."""

    batch: str
    """The identity of the batch, as the writer told it."""
    events: int
    size: int
    """In bytes on disk."""
    dropped: str | None = None
    """Why it was given up; None when it was sent."""


class BatchWriter:
    """Owns the batch that is being written; lives on the pipeline thread."""

    def __init__(
        self, folder: InstanceFolder, max_bytes: int, clock: Clock, on_lost: Callable[[BatchDone], None]
    ) -> None:
        """Arguments: besides the obvious, who is told of a batch whose file somebody deleted."""
        self.track: Track = folder.granted
        self.max_bytes = max_bytes
        """Of a batch, unless a single line is longer."""
        self._folder = folder
        self._clock = clock
        self._on_lost = on_lost
        self.on_sealed: Callable[[], None] = _nothing
        """Called when another batch has been sealed."""
        self._file: int | None = None
        self._batch: Batch | None = None
        self._events = 0
        self._last_ms = 0
        self._torn = False
        self._failing = False

    def write(self, lines: list[bytes]) -> list[tuple[str, int]]:
        """Append lines, each an event; full batches are sealed on the way.

        Returns the identity of the batches that took lines, each with how many, in order: fewer than given after a
        failure, and then the rest is for the caller to keep.
        """
        taken: list[tuple[str, int]] = []
        start = 0
        try:
            self._notice_deleted()
            while start < len(lines):
                if self._batch is not None and self._events and self._batch.size + len(lines[start]) >= self.max_bytes:
                    self.seal()
                batch = self._batch or self._begin()
                end = self._fitting(lines, start, batch.size)
                whole, error = self._append(batch, lines[start:end])
                if whole:
                    taken.append((batch.id, whole))
                    start += whole
                if error is not None:
                    raise error
                if self._events >= MAX_EVENTS or batch.size >= self.max_bytes:
                    self.seal()
        except OSError as error:
            self._on_failure(error)
        else:
            self._failing = False
        return taken

    def use(self, track: Track) -> None:
        """Write into another track from here on."""
        self.seal()
        self.track = track

    def seal_if_old(self) -> None:
        """Seal the current batch if it was begun long ago."""
        batch = self._batch
        if batch is not None and batch.created_ns is not None:
            age_ns = self._clock.monotonic_ns() - batch.created_ns
            if age_ns > MAX_OPEN_SECONDS * 1_000_000_000:
                self.seal()

    def seal(self) -> None:
        """Make the current batch, if there is one, ready for upload."""
        try:
            self._notice_deleted()
        except OSError as error:
            self._on_failure(error)
        batch, events = self._batch, self._events
        self.close()
        if batch is None or not events:
            return
        batch.events = events
        sealed = batch.path.with_suffix(SEALED)
        with contextlib.suppress(OSError):  # it goes out under the name it has
            plain_file.replace(batch.path, sealed)
            batch.path = sealed
        self.track.add(batch)
        self.on_sealed()

    def discard(self) -> BatchDone | None:
        """Delete the current batch, because the user does not consent; what it was."""
        batch, events = self._batch, self._events
        self.close()
        if batch is None:
            return None
        plain_file.remove(batch.path)
        return BatchDone(batch.id, events, batch.size, WITHDRAWN)

    def close(self) -> None:
        """Close the file; also right after a fork, where it is the parent's."""
        descriptor, self._file, self._batch = self._file, None, None
        self._events = 0
        self._torn = False
        if descriptor is not None:
            os.close(descriptor)

    def _begin(self) -> Batch:
        path = self.track.path / new_name(self._rising_ms())
        try:
            self._file = open_kept(path, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            self._folder.ensure()
            self._file = open_kept(path, _FLAGS)
        batch = Batch.at(path)
        if batch is None:
            raise OSError(f"{path.name} is no name of a batch")
        batch.created_ns = self._clock.monotonic_ns()
        self._batch = batch
        return batch

    def _rising_ms(self) -> int:
        """The time for a batch's name: later for each batch, because other instances go by it when they adopt them."""
        now_ms = self._clock.now_ns() // 1_000_000
        if 0 <= self._last_ms - now_ms < MAX_OPEN_SECONDS * 1_000:
            now_ms = self._last_ms + 1
        self._last_ms = now_ms
        return now_ms

    def _notice_deleted(self) -> None:
        """Close the open batch if somebody has deleted its file, in which all that we write would be lost."""
        batch = self._batch
        if self._file is None or batch is None or os.fstat(self._file).st_nlink:
            return
        events = self._events
        self.close()
        self._on_lost(BatchDone(batch.id, events, batch.size, "its file was deleted"))

    def _fitting(self, lines: list[bytes], start: int, size: int) -> int:
        """Up to which line the current batch takes them; at least one."""
        size += len(lines[start]) + 1
        end = start + 1
        last = min(len(lines), start + MAX_EVENTS - self._events)
        while end < last and size + len(lines[end]) + 1 <= self.max_bytes:
            size += len(lines[end]) + 1
            end += 1
        return end

    def _append(self, batch: Batch, lines: list[bytes]) -> tuple[int, OSError | None]:
        """Write lines; how many of them are there in full, and why it is not all of them."""
        torn = self._torn
        data = (b"\n" if torn else b"") + b"\n".join(lines) + b"\n"
        view, written, error = memoryview(data), 0, None
        try:
            while written < len(data):
                written += os.write(self._file or 0, view[written:])
        except OSError as failure:
            error = failure
        whole = len(lines)
        if error is not None:
            whole = max(0, data.count(b"\n", 0, written) - torn)
            written = self._cut_torn_line(batch, data, written)
        if written:
            self._torn = data[written - 1] != _LINE_END
            batch.size += written
            self._events += whole
        return whole, error

    def _cut_torn_line(self, batch: Batch, data: bytes, written: int) -> int:
        """Take back the part of a line that was written; how many bytes remain. Shrinking needs no room on the disk."""
        end = data.rfind(b"\n", 0, written) + 1
        try:
            os.ftruncate(self._file or 0, batch.size + end)
        except OSError:
            return written
        return end

    def _on_failure(self, error: OSError) -> None:
        """Log it once, until it works again: the disk is the user's."""
        if not self._failing:
            self._failing = True
            _logger.warning("Events cannot be written to disk, the newest wait in memory: %s", error)


def _nothing() -> None:
    """Called where nobody has asked to be."""
