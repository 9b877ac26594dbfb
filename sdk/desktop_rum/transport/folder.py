"""The folder of one running instance: its lock, and its sealed batches, oldest first.

<data_dir>/<application id>/<instance>/lock
<data_dir>/<application id>/<instance>/rum/batch-<ms>-<uuid>.tmp    being written
<data_dir>/<application id>/<instance>/rum/batch-<ms>-<uuid>.log    sealed: to be uploaded
"""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Final

from desktop_rum.identifiers import new_id
from desktop_rum.transport.locks import try_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN: Final = ".tmp"
SEALED: Final = ".log"
MAX_BATCHES: Final = 100
MAX_BYTES: Final = 64 * 1024 * 1024
MAX_AGE_MS: Final = 18 * 60 * 60 * 1000

_NAME: Final = re.compile(r"batch-(\d{1,15})-([0-9a-f-]{36})\.(?:log|tmp)")
_LOCK: Final = "lock"
_TRACK: Final = "rum"


class InstanceFolder:
    """A folder that no other instance touches while this one lives."""

    def __init__(self, data_dir: Path) -> None:
        """Make the folder under `data_dir`, and take over what dead instances left there.

        Raises:
            OSError: the folder cannot be made or written.
        """
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root = data_dir / f"instance-{new_id()}"
        self.path = self._root / _TRACK
        self._root.mkdir(mode=0o700)
        self.path.mkdir(mode=0o700)
        self._lock = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try_lock(self._lock)
        for other in sorted(data_dir.glob("instance-*")):
            if other != self._root:
                self._adopt(other)

    def sealed(self) -> list[Path]:
        """The batches that wait for upload, oldest first."""
        return sorted((path for path in self._entries() if path.suffix == SEALED), key=_age_order)

    def new_batch(self, now_ms: int) -> Path:
        """The path of a batch that does not exist yet."""
        return self.path / f"batch-{now_ms}-{new_id()}{OPEN}"

    def over_limits(self, now_ms: int) -> Iterator[tuple[Path, str]]:
        """The batches that have to go, oldest first, each with the reason."""
        batches = self.sealed()
        sizes = {path: _size(path) for path in batches}
        count, total = len(batches), sum(sizes.values())
        for path in batches:
            if now_ms - _created_ms(path) > MAX_AGE_MS:
                yield path, "too old"
            elif count > MAX_BATCHES:
                yield path, "too many batches"
            elif total > MAX_BYTES:
                yield path, "too many bytes"
            else:
                continue
            count -= 1
            total -= sizes[path]

    def close(self) -> None:
        """Release the lock; remove the folder if nothing is left to upload."""
        try:
            if not self._entries():
                shutil.rmtree(self._root, ignore_errors=True)
        finally:
            os.close(self._lock)

    def close_after_fork(self) -> None:
        """Let go of the lock's file in a forked child; the parent keeps the lock."""
        os.close(self._lock)

    def _entries(self) -> list[Path]:
        try:
            return [path for path in self.path.iterdir() if _NAME.fullmatch(path.name)]
        except OSError:
            return []

    def _adopt(self, other: Path) -> None:
        """Move the batches of a dead instance here; a live one holds its lock."""
        try:
            descriptor = os.open(other / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return  # being made or removed at this moment
        except OSError:
            return  # not ours to read
        try:
            if not try_lock(descriptor):
                return
            for path in (other / _TRACK).glob("batch-*"):
                if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                    path.rename(self.path / (path.stem + SEALED))
            shutil.rmtree(other, ignore_errors=True)
        except OSError:
            return  # the next start tries again
        finally:
            os.close(descriptor)


def idempotency_key(batch: Path) -> str:
    """The same for every try of a batch: the identifier in its name."""
    matched = _NAME.fullmatch(batch.name)
    return matched.group(2) if matched else batch.stem


def _created_ms(batch: Path) -> int:
    matched = _NAME.fullmatch(batch.name)
    return int(matched.group(1)) if matched else 0


def _age_order(batch: Path) -> tuple[int, str]:
    return _created_ms(batch), batch.name


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
