"""A folder of sealed batches, and which goes next; shared by the pipeline, which adds, and the upload, which takes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from desktop_rum import native, plain_file
from desktop_rum.transport.batch import SEALED, Batch, count_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MAX_BATCHES: Final = 100
MAX_BYTES: Final = 64 * 1024 * 1024
"""Of both tracks together: it is one disk."""
MAX_AGE_MS: Final = 18 * 60 * 60 * 1000


class Track:
    """The batches of one folder, oldest first. What is on disk is looked up once: from then on the track knows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = native.Lock()
        self._sealed: list[Batch] = []
        self._claimed: Batch | None = None

    def __len__(self) -> int:
        return len(self._sealed)

    @property
    def size(self) -> int:
        """Bytes of all sealed batches."""
        with self._lock:
            return sum(batch.size for batch in self._sealed)

    def add(self, batch: Batch) -> None:
        """Take a sealed batch, the newest."""
        with self._lock:
            self._sealed.append(batch)

    def adopt(self, batches: Iterable[Batch]) -> None:
        """Take the sealed batches of another instance, or of another track: they may be older than what is here."""
        with self._lock:
            self._sealed = sorted([*self._sealed, *batches], key=_age_order)

    def claim(self) -> Batch | None:
        """The oldest batch, which nobody deletes until it is released or removed; None when there is none."""
        with self._lock:
            self._claimed = self._sealed[0] if self._sealed else None
            return self._claimed

    def release(self) -> bool:
        """Leave the claimed batch here, unless the user took their consent back meanwhile; returns whether it stays."""
        with self._lock:
            if self._claimed is not None and self._claimed.withdrawn:
                return False
            self._claimed = None
            return True

    def remove(self, batch: Batch) -> OSError | None:
        """Delete the claimed batch; why its file is still there, if it is. The track forgets it all the same."""
        with self._lock:
            self._claimed = None
            self._sealed = [kept for kept in self._sealed if kept is not batch]
        return plain_file.remove(batch.path)

    def over_limits(self, now_ms: int, now_ns: int, other_bytes: int) -> list[tuple[Batch, str]]:
        """Delete the batches that have to go, oldest first; each with the reason.

        Arguments: the time, and what else the disk holds: the other track, and what may become of the open batch.
        """
        gone: list[tuple[Batch, str]] = []
        with self._lock:
            count, total = len(self._sealed), other_bytes + sum(batch.size for batch in self._sealed)
            kept: list[Batch] = []
            for batch in self._sealed:
                reason = _excess(batch, count, total, now_ms, now_ns)
                if reason is None or batch is self._claimed:
                    kept.append(batch)
                else:
                    gone.append((batch, reason))
                    count, total = count - 1, total - batch.size
            self._sealed = kept
        for batch, _ in gone:
            _count_and_delete(batch)
        return gone

    def take_all(self) -> list[Batch]:
        """Every batch but a claimed one; they are the caller's from here on."""
        with self._lock:
            taken = [batch for batch in self._sealed if batch is not self._claimed]
            self._sealed = [batch for batch in self._sealed if batch is self._claimed]
        return taken

    def clear(self) -> list[Batch]:
        """Delete every batch; which they were. A claimed one is marked: whoever claimed it is to delete it."""
        with self._lock:
            if self._claimed is not None:
                self._claimed.withdrawn = True
        gone = self.take_all()
        for batch in gone:
            _count_and_delete(batch)
        return gone

    def move_all_to(self, other: Track) -> None:
        """Hand every batch over to another track."""
        moved = []
        for batch in self.take_all():
            target = other.path / (batch.path.stem + SEALED)
            with contextlib.suppress(OSError):  # it goes out from where it is
                plain_file.replace(batch.path, target)
                batch.path = target
            moved.append(batch)
        other.adopt(moved)


def _excess(batch: Batch, count: int, total: int, now_ms: int, now_ns: int) -> str | None:
    """Why a batch has to go. An own one's age is by the clock that does not jump."""
    age_ms = now_ms - batch.created_ms if batch.created_ns is None else (now_ns - batch.created_ns) // 1_000_000
    if age_ms > MAX_AGE_MS:
        return "too old"
    if count > MAX_BATCHES:
        return "too many batches"
    return "too many bytes" if total > MAX_BYTES else None


def _age_order(batch: Batch) -> tuple[int, str]:
    return batch.created_ms, batch.path.name


def _count_and_delete(batch: Batch) -> None:
    if batch.events is None:
        batch.events = count_lines(batch.path)
    plain_file.remove(batch.path)
