"""The folder of one running instance: its lock, and its tracks of batches.

<data_dir>/<application id>/instance-<uuid>/lock
<data_dir>/<application id>/instance-<uuid>/rum/        what may be sent
<data_dir>/<application id>/instance-<uuid>/pending/    what waits for the user's consent
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import time
from typing import TYPE_CHECKING, Final

from desktop_rum import plain_file
from desktop_rum.descriptors import open_file, open_kept
from desktop_rum.identifiers import new_id
from desktop_rum.transport import locks
from desktop_rum.transport.batch import SEALED, Batch
from desktop_rum.transport.track import Track

if TYPE_CHECKING:
    from pathlib import Path

_PREFIX: Final = "instance-"
_LOCK: Final = "lock"
_GRANTED: Final = "rum"
_PENDING: Final = "pending"
_TRIES: Final = 10
_PAUSE: Final = 0.001
"""Seconds, twice as many after each try: who has taken our folder for a dead one's is through with it in the first."""
_LOCK_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_PASSING: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO})
"""What may be over later: a full disk, too many open files."""


class InstanceFolder:
    """A folder that no other instance touches while this one lives."""

    def __init__(self, data_dir: Path) -> None:
        """Make the folder under `data_dir`, and take over what dead instances left there.

        Raises:
            OSError: the folder cannot be made or written. A full disk is no such reason: it may have room later.
        """
        self._data_dir = data_dir
        self._root = data_dir / f"{_PREFIX}{new_id()}"
        self._lock: int | None = None
        self.granted = Track(self._root / _GRANTED)
        self.pending = Track(self._root / _PENDING)
        try:
            self.ensure()
        except OSError as error:
            if error.errno not in _PASSING:
                raise
        for other in _entries(data_dir):
            if other.name.startswith(_PREFIX) and other != self._root:
                self._adopt(other)

    def ensure(self) -> None:
        """Make what is missing of the folder: at the start, and when somebody deleted it.

        Another instance that starts now may take the new folder for a dead one's before it is locked, and remove it:
        then there is another try.

        Raises:
            OSError: it cannot be made.
        """
        for number in range(_TRIES):
            try:
                _make(self._data_dir)
                _make(self._root)
                if self._lock_folder():  # from now on nobody removes what is in it
                    _make(self.granted.path)
                    _make(self.pending.path)
                    return
            except FileNotFoundError:
                continue
            time.sleep(_PAUSE * 2**number)
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    def close(self) -> None:
        """Release the lock; remove the folder if nothing is left to upload."""
        try:
            is_empty = not any(
                Batch.at(path) for track in (self.granted, self.pending) for path in _entries(track.path)
            )
            if is_empty:
                shutil.rmtree(self._root, ignore_errors=True)
        finally:
            self.close_after_fork()
        if is_empty:
            _remove_closed(self._root)

    def close_after_fork(self) -> None:
        """Let go of the lock's file in a forked child; the parent keeps the lock."""
        descriptor, self._lock = self._lock, None
        if descriptor is not None:
            os.close(descriptor)

    def _lock_folder(self) -> bool:
        """Hold the lock of the folder as it is on disk now; returns whether we do."""
        path = self._root / _LOCK
        if self._lock is not None and _is_open_file(self._lock, path):
            return True
        self.close_after_fork()
        self._lock = open_kept(path, _LOCK_FLAGS)
        try:
            locked = locks.try_lock(self._lock)
        except OSError:
            locked = True  # where there are no locks, nobody can take ours for a dead one's
        if locked and _is_open_file(self._lock, path):
            return True
        self.close_after_fork()
        return False

    def _adopt(self, other: Path) -> None:
        """Move the batches of a dead instance here; a live one holds its lock."""
        try:
            descriptor = open_file(other / _LOCK, _LOCK_FLAGS)
        except OSError:
            return  # removed at this moment, or not ours to read
        is_dead = False
        try:
            is_dead = locks.try_lock(descriptor) and _is_open_file(descriptor, other / _LOCK) and self._lock is not None
            if is_dead and self._take_over(other):
                shutil.rmtree(other / _GRANTED, ignore_errors=True)
                shutil.rmtree(other / _PENDING, ignore_errors=True)  # what nobody has consented to
                shutil.rmtree(other, ignore_errors=True)  # the lock last: whoever takes the next one finds all gone
        except OSError:
            is_dead = False  # the next start tries again
        finally:
            os.close(descriptor)
        if is_dead:
            _remove_closed(other)

    def _take_over(self, other: Path) -> bool:
        """Move what may be sent here; returns whether nothing of it is left there."""
        moved, is_all = [], True
        for path in _entries(other / _GRANTED):
            batch = Batch.at(path)
            if batch is None or path.is_symlink() or not path.is_file():
                continue
            try:
                batch.size = path.stat().st_size
                if batch.size:
                    batch.path = self.granted.path / (path.stem + SEALED)
                    plain_file.replace(path, batch.path)
                    moved.append(batch)
            except OSError:  # somebody has it open, on Windows
                is_all = False
        self.granted.adopt(moved)
        return is_all


def _remove_closed(root: Path) -> None:
    """Remove a folder in which nothing but its lock is left, where that could not be deleted while we had it open.

    There it cannot be deleted either when another instance has it open, and the folder not when there is more in it.
    """
    if not locks.DELETES_OPEN_FILES:
        with contextlib.suppress(OSError):
            (root / _LOCK).unlink(missing_ok=True)
            root.rmdir()


def _make(folder: Path) -> None:
    """Make a folder, and those above it, for the user alone, whatever the umask says."""
    missing: list[Path] = []
    while not _is_there(folder):
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        try:
            made.mkdir(mode=0o700)
        except FileExistsError:
            if not made.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def _is_there(folder: Path) -> bool:
    """Whether it has been made; unlike `Path.is_dir`, which calls a name that is too long no folder."""
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return True


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_open_file(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one that has this path now."""
    if not locks.DELETES_OPEN_FILES:
        return True
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except OSError:
        return False
