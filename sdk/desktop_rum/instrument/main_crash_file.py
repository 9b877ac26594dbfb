"""The crash report of the main process: written when it dies, found at the next launch.

<data_dir>/crashes/<pid>-<start time>.txt     what faulthandler writes
<data_dir>/crashes/<pid>-<start time>.json    the session and view of the process, as last told, for whoever finds it
<data_dir>/crashes/<pid>-<start time>.part    the same, while it is written
<data_dir>/crashes/<pid>-<start time>.place   the file into which the app has faulthandler write, where it is one

A process that ends in good order removes them. So a report that is left, of a process that is no more, is of one that
died of what it says.
"""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.child import meeting_place
from desktop_rum.child.crash_file import CrashFile
from desktop_rum.descriptors import open_file
from desktop_rum.instrument.apps_crash_file import AppsCrashFile, apps_crash_file
from desktop_rum.plain_file import empty, end_of, opened, remove, replace
from desktop_rum.process_table import lived_at
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MAX_REPORT: Final = 256 * 1024

_WRITE_FLAGS: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)
_NAME: Final = re.compile(r"(\d{1,10})-(\d{1,20})\.(?:txt|json|part|place)")


class CrashedProcess(msgspec.Struct, frozen=True):
    """Session and view of a main process, as a crash of it would be reported."""

    session_id: str
    view_id: str
    view_name: str
    view_url: str
    view_started_ms: int
    version: int = 0
    """Of the view, the newest that was told."""
    errors: int = 0
    crashes: int = 0
    view: dict[str, Any] = {}
    """What that version said of the view."""
    context: dict[str, Any] = {}


class LeftReport(msgspec.Struct, frozen=True):
    """A report that was found."""

    pid: int
    process: CrashedProcess | None
    """None where that cannot be read any more, as after a power cut."""
    at_ms: int
    """When it was written, in ms since the epoch; of a file of the app's, when the process was last told of."""
    text: str


class MainCrashFile:
    """The report of this process, should it crash, and those of processes that did."""

    def __init__(self, data_dir: Path) -> None:
        """Arguments: the application's data folder. Where it cannot be written, there are no reports."""
        self._folder = data_dir / "crashes"
        name = meeting_place.name_of(os.getpid(), meeting_place.started(os.getpid()))
        self._about = self._folder / f"{name}.json"
        self._path = self._folder / f"{name}.txt"
        self._place = self._folder / f"{name}.place"
        self._size_told = 0
        """Bytes of the report when the process was last told of."""
        self._file: CrashFile | None = None
        with contextlib.suppress(OSError, RuntimeError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = CrashFile(str(self._path), self._on_apps_file)

    def remember(self, process: CrashedProcess) -> None:
        """Write down what a crash from now on is to be reported with."""
        if self._file is None:
            return
        partial = self._about.with_suffix(".part")
        with contextlib.suppress(OSError):
            descriptor = open_file(partial, _WRITE_FLAGS)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(process))
            replace(partial, self._about)
            self._drop_survived()

    def forget(self) -> None:
        """A crash from now on is not to be reported: whoever finds a report removes it."""
        remove(self._about)

    def take_left(self) -> Iterator[LeftReport]:
        """The reports of main processes that are gone; removes all files that they have left."""
        left = self._left()
        for path, pid in left.items():
            if path.suffix != ".json":  # without which it is not to be told
                continue
            text, at_ms, about = "", 0, b""
            with contextlib.suppress(OSError):
                with opened(path) as file:
                    at_ms = _written_ms(file)
                    about = file.read(MAX_REPORT)
                text, at_ms = _report_at(path, at_ms)
            remove(path)
            if text.strip():
                yield LeftReport(pid, _decoded(about), at_ms, text)
        for path in left:  # also what a kill has left half written, or alone
            remove(path)

    def close(self) -> None:
        """The process ends in good order."""
        self.take_back()
        for path in (self._about, self._path, self._place):
            remove(path)

    def take_back(self) -> None:
        """Write no more, and leave faulthandler to the app."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def abandon(self) -> CrashFile | None:
        """In a forked child: write no more into the parent's report. Gives what may write one of the child's own."""
        if self._file is not None:
            self._file.abandon()
        return self._file

    def _drop_survived(self) -> None:
        """Empty the report of what was in it the last time already: that was no crash, since the process lives on.

        On Windows faulthandler reports each exception of the system's, also those that somebody handles.
        """
        size = self._path.stat().st_size
        if size and size == self._size_told:
            empty(self._path)
            size = 0
        self._size_told = size

    def _on_apps_file(self, descriptor: int | None) -> None:
        """The app has faulthandler write into this open file; None: no more."""
        try:
            place = None if descriptor is None else apps_crash_file(descriptor)
            if place is None:
                self._place.unlink(missing_ok=True)
            else:
                with os.fdopen(open_file(self._place, _WRITE_FLAGS), "wb") as file:
                    file.write(msgspec.json.encode(place))
        except OSError:
            return  # as where there is no room for a report of ours
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _left(self) -> dict[Path, int]:
        """The files of processes that are no more, with their pids."""
        try:
            names = sorted(self._folder.iterdir())
        except OSError:
            return {}
        found = [(path, _NAME.fullmatch(path.name)) for path in names]
        return {
            path: int(match[1]) for path, match in found if match and not _lives(path, int(match[1]), int(match[2]))
        }


def _report_at(path: Path, told_ms: int) -> tuple[str, int]:
    """What faulthandler wrote, in our file or in the app's, and when; `told_ms` is when the process was last told of.

    Raises:
        OSError: what there is cannot be read.
    """
    if path.with_suffix(".place").exists():
        with opened(path.with_suffix(".place")) as file:
            place = file.read(MAX_REPORT)
        with contextlib.suppress(ValueError, RecursionError):
            text = msgspec.json.decode(place, type=AppsCrashFile).report(MAX_REPORT)
            if text:
                return text, told_ms
    with opened(path.with_suffix(".txt")) as file:
        return end_of(file, MAX_REPORT).decode("utf-8", "replace"), _written_ms(file)


def _written_ms(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_mtime_ns // 1_000_000


def _decoded(about: bytes) -> CrashedProcess | None:
    try:
        return msgspec.json.decode(about, type=CrashedProcess)
    except (ValueError, RecursionError):
        return None


def _lives(path: Path, pid: int, started: int) -> bool:
    """Whether the process that has written this file, with this pid, is still there."""
    if started:
        return meeting_place.started(pid) == started
    try:
        return lived_at(pid, path.stat().st_mtime)
    except OSError:
        return True
