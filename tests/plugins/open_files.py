"""The fixture `windows_files`: nobody deletes or renames a file that is open, by this process or by another program."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum import plain_file
from desktop_rum.transport import locks

if TYPE_CHECKING:
    from collections.abc import Callable


class OpenFiles:
    """A file system that is used as Windows uses its own; what this process has open, the system says."""

    def __init__(self) -> None:
        self.held: dict[Path, int] = {}
        """What others have open, and how many tries that outlasts."""

    def refusing(self, original: Callable[..., None]) -> Callable[..., None]:
        """The function of `os`, which refuses what Windows would."""

        def changing(path: Any, *args: Any, **kwargs: Any) -> None:
            if self._is_open(_full(path, kwargs.get("dir_fd"))):
                raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))
            original(path, *args, **kwargs)

        return changing

    def _is_open(self, path: Path) -> bool:
        left = self.held.get(path, 0)
        self.held[path] = max(0, left - 1)
        return left > 0 or path in _open_here()


def _full(path: Any, folder: int | None) -> Path:
    return Path("." if folder is None else f"/proc/self/fd/{folder}").resolve() / Path(path)


def _open_here() -> set[Path]:
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.add(link.readlink())
        except OSError:  # that by which the folder was listed
            continue
    return {path for path in found if path.is_file()}


@pytest.fixture
def windows_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OpenFiles:
    """From here on files are as on Windows."""
    del tmp_path  # only first: pytest deletes files as well
    files = OpenFiles()
    for name in ("unlink", "rename", "replace"):
        monkeypatch.setattr(os, name, files.refusing(getattr(os, name)))
    monkeypatch.setattr(locks, "DELETES_OPEN_FILES", False)
    monkeypatch.setattr(plain_file, "PAUSES", (0.0, 0.0))
    return files
