"""Whether this process is a child that reports, and with which reporter: after an import, or after a fork."""

from __future__ import annotations

import os
import sys

from desktop_rum.child import meeting_place
from desktop_rum.child.crash_file import CrashFile
from desktop_rum.child.reporter import Reporter, name_of_fork
from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.uncaught import UncaughtInstrument
from desktop_rum.telemetry.guard import internal_error, set_reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Final

_current: Reporter | None = None
_folder_of_fork: str | None = None
"""The meeting place of a forked child, which has no reporter before it needs one."""

_of_fork: Final[dict[str, Reporter]] = {}
"""Its reporter: of several threads that need it at once, one enters its own."""

_crash_file: CrashFile | None = None
"""In a forked child the parent's, which it has not write anywhere before it is told to."""

_fork_hooked = False


def current() -> Reporter | None:
    """The reporter of this process, where it is a child."""
    global _current  # noqa: PLW0603 - one a process
    if _current is None and _folder_of_fork is not None:
        introduction = {"role": "utility", "name": name_of_fork()}
        _current = _of_fork.setdefault(_folder_of_fork, Reporter(_folder_of_fork, introduction, forked=True))
    return _current


def is_child() -> bool:
    """Whether this process has no SDK of its own, and reports to one that has."""
    return (_current is not None or _folder_of_fork is not None) and not _is_main_process()


def start(role: str, folder: str | None = None, name: str | None = None) -> Reporter | None:
    """Become a child that reports; never raises. Where this process, or no ancestor, runs the SDK, nothing happens.

    Arguments: the role, and the meeting place and a name where they are known.
    """
    global _current  # noqa: PLW0603 - one a process
    try:
        if folder is not None and _current is None and _folder_of_fork is not None:
            become_child(folder, _crash_file)  # what it is told is newer than what its server knew
        if current() is None and not _is_main_process():
            folder = folder or meeting_place.find()
            if folder is not None:
                hook_fork()
                _current = Reporter(folder, {"role": role, "name": name or _program_name()})
                set_reporter(_tell_internal_error)
                _set_hooks()
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
    return _current


def become_child(folder: str, crash_file: CrashFile | None) -> None:
    """In a process forked from the main one, also before a `preexec_fn`: opens nothing and sends nothing.

    Arguments: the meeting place, and what may write a crash report, which the parent's has become.
    """
    global _current, _folder_of_fork, _crash_file
    _current, _folder_of_fork, _crash_file = None, folder, crash_file
    set_reporter(_tell_internal_error)


def fork_children(folder: str) -> bool:
    """In a process that does nothing but fork: its children shall report. Returns whether they will."""
    if _current is not None or _is_main_process():
        return False
    hook_fork()
    become_child(folder, CrashFile(None))
    _set_hooks()
    return True


def write_crash_reports() -> bool:
    """Have a crash of this process leave a report, where it is a child. Returns whether it is one."""
    global _crash_file  # noqa: PLW0603 - one a process
    folder = _folder_of_fork if _current is None else _current.folder
    if folder is not None and (_crash_file is None or _crash_file.path is None):
        path = f"{folder}/{meeting_place.CRASH}{os.getpid()}"
        try:
            if _crash_file is None:
                _crash_file = CrashFile(path)
            else:
                _crash_file.move(path)
        except (OSError, RuntimeError):
            pass  # the main process is gone
    return folder is not None


def uncaught(error: BaseException, fatal: bool, _hook_follows: bool = True) -> None:  # noqa: FBT001, FBT002 - the instrument's signature
    """Report what nobody caught in this process, where it is a child."""
    reporter = current()
    if reporter is not None:
        reporter.uncaught(error, fatal=fatal)


def _set_hooks() -> None:
    late_imports = LateImports()
    UncaughtInstrument(uncaught, late_imports)
    late_imports.when_imported("multiprocessing.process", _hear_of_starts)


def _hear_of_starts(module: ModuleType) -> None:
    """This process may start others by `multiprocessing`."""
    from desktop_rum.child import nested

    nested.hear_of_starts(module)


def _tell_internal_error(error: BaseException) -> None:
    reporter = current()
    if reporter is not None:
        reporter.internal_error(error)


def _is_main_process() -> bool:
    api = sys.modules.get("desktop_rum.api")
    return api is not None and api.current_sdk() is not None


def _program_name() -> str:
    """The module or script that this process runs; empty where it has no name, as after `-c` and from a pipe."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None:
        return str(spec.name).removesuffix(".__main__")[-100:]
    script = os.path.basename(sys.argv[0]) if getattr(sys, "argv", None) else ""  # noqa: PTH119 - pathlib is dear
    return "" if script in {"-", "-c"} else script[-100:]


def hook_fork() -> None:
    """Hear of forks in this process and in those forked from it."""
    global _fork_hooked  # noqa: PLW0603 - cannot be taken back
    if not _fork_hooked and hasattr(os, "register_at_fork"):
        _fork_hooked = True
        os.register_at_fork(after_in_child=_after_fork)


def _after_fork() -> None:
    reporter, crash_file = _current, _crash_file
    try:
        if crash_file is not None and crash_file.path is not None:
            crash_file.abandon()
        if reporter is not None:
            reporter.after_fork()
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
