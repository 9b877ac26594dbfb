"""The host's side of the memory into which a renderer draws: a file in a private folder, in memory.

The renderer maps it; the host reads it, because a mapped file that a renderer makes shorter ends whoever touches it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from workers.drawing import PIXEL, device_size

if TYPE_CHECKING:
    import io

#: device pixels in both directions; no window is larger
MAX_SIDE = 16_384

#: the memory grows in steps of so many bytes, so that a window which is being resized seldom needs another file
STEP = 1024 * 1024


class FrameError(ValueError):
    """What a renderer sent is no frame of this window; the text says why."""


class FrameMemory:
    """Memory for one renderer, and the newest picture that it drew there."""

    def __init__(self) -> None:
        """Nothing is there before the first `resize`."""
        #: to be removed: a system may keep a file for as long as somebody has it open, as Windows does
        self._folders: list[Path] = []
        self._file: io.FileIO | None = None
        self._capacity = 0
        self._generation = 0
        #: what the window shows
        self.picture = QImage()
        self._next = QImage()

    def resize(self, width: int, height: int, ratio: float) -> dict[str, Any]:
        """Make room for another size, in logical pixels; returns the message that tells the renderer of it.

        Raises OSError when there is no memory left.
        """
        columns, rows = device_size(width, height, ratio)
        if not (0 < columns <= MAX_SIDE and 0 < rows <= MAX_SIDE):
            raise FrameError(f"A window cannot have {columns} by {rows} pixels")
        path = self._grow(columns * rows * PIXEL)
        self._generation += 1
        picture = QImage(columns, rows, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(ratio)
        self._next = picture
        return {
            "type": "surface",
            "file": path,
            "capacity": self._capacity,
            "generation": self._generation,
            "width": width,
            "height": height,
            "ratio": ratio,
        }

    def take(self, generation: object, rect: object) -> QRect | None:
        """Copy a frame into the picture; returns what changed in logical pixels, None when it is out of date.

        Raises FrameError when it cannot be a frame.
        """
        if generation != self._generation:
            return None
        place = _rect_of(rect)
        if place.isEmpty() or not self._next.rect().contains(place):
            size = self._next.size()
            raise FrameError(f"a frame at {rect} does not fit into {size.width()} by {size.height()} pixels")
        start, end = (row * self._next.bytesPerLine() for row in (place.top(), place.bottom() + 1))
        lines = memoryview(self._next.bits())[start:end]
        if self._file is None or _read_into(self._file, start, lines) != end - start:
            raise FrameError("the memory for frames is gone")
        if self.picture is not self._next:  # the first frame of this size: the renderer has mapped the file
            self.picture = self._next
            self._remove_folders()
        ratio = self._next.devicePixelRatio()
        left, top = int(place.left() / ratio), int(place.top() / ratio)
        return QRect(left, top, int(place.width() / ratio) + 2, int(place.height() / ratio) + 2)

    @property
    def generation(self) -> int:
        """Rises with each size; frames of another one are out of date."""
        return self._generation

    def close(self) -> None:
        """Give the memory back. Can be called again."""
        self._release()

    def _grow(self, size: int) -> str | None:
        """The path of a new file where the old one is too small."""
        if size <= self._capacity and self._file is not None:
            return None
        self._release()
        capacity = -(-size // STEP) * STEP
        folder = _new_folder()
        self._folders.append(folder)
        path = folder / "frames"
        self._file = open(path, "x+b", buffering=0)  # noqa: SIM115, PTH123 - _release closes it
        _claim(self._file, capacity)
        self._capacity = capacity
        return str(path)

    def _release(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
        self._capacity = 0
        self._remove_folders()

    def _remove_folders(self) -> None:
        """Take the names away: who has mapped a file keeps it, and nothing is left behind whatever happens.

        Where the system does not let go of one yet, it is tried again: in the end with a renderer that is gone.
        """
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)
        self._folders = [folder for folder in self._folders if folder.exists()]


def _new_folder() -> Path:
    """A private folder, in memory where the system has files there."""
    base = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, which nobody else may enter
    return Path(tempfile.mkdtemp(prefix="playground-frames-", dir=base if base.is_dir() else None))


def _claim(file: io.FileIO, size: int) -> None:
    """Take the room now, raises OSError: for a renderer to write where there is none left would be its end."""
    if sys.platform == "linux":
        os.posix_fallocate(file.fileno(), 0, size)
    else:
        file.write(bytes(size))


def _read_into(file: io.FileIO, start: int, lines: memoryview) -> int:
    """How many bytes came."""
    file.seek(start)
    return file.readinto(lines) or 0


def _rect_of(value: Any) -> QRect:
    is_rect = isinstance(value, list) and len(value) == 4 and all(type(item) is int for item in value)  # noqa: PLR2004
    if not is_rect or any(abs(item) > MAX_SIDE for item in value):
        raise FrameError(f"a frame has a place, not {str(value)[:50]}")
    return QRect(*value)
