"""What a child says to the main process: its errors and actions, and what nobody caught in it."""

from __future__ import annotations

import os
import sys
import time

from desktop_rum.child import frames, meeting_place
from desktop_rum.child.crash_file import CrashFile
from desktop_rum.child.page import PageReporter
from desktop_rum.child.sender import Sender
from desktop_rum.instrument.errors import describe, fingerprint_of
from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.uncaught import UncaughtInstrument
from desktop_rum.telemetry.guard import internal_error, set_reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Final

LAST_WORDS_SECONDS: Final = 1.0
"""How long the error that a process dies of may take to leave."""

MAX_INTERNAL_ERRORS: Final = 20
"""Failures of the SDK's own code that one child tells of."""

_current: Reporter | None = None
_folder_of_fork: str | None = None
"""The meeting place of a forked child, which has no reporter before it needs one."""

_of_fork: Final[dict[str, Reporter]] = {}
"""Its reporter: of several threads that need it at once, one enters its own."""

_crash_file: CrashFile | None = None
"""In a forked child the parent's, which it has not write anywhere before it is told to."""

_fork_hooked = False


class Reporter:
    """A child's connection to the main process."""

    def __init__(self, folder: str, introduction: dict[str, Any], *, forked: bool = False) -> None:
        """Arguments: the meeting place, what the child says of itself, and whether it is the fork of another."""
        self.folder = folder
        self._introduction = introduction
        self._is_fork = forked
        self._sender = Sender(folder, introduction)
        self.pages = PageReporter(self._sender.send)
        self._internal_errors = 0

    def connect(self) -> None:
        """Make this process known; the first report does it otherwise."""
        self._sender.connect()

    def introduce(self, starter: int, name: str) -> None:
        """Say who this process is: it was started, under this name, by the child with the pid `starter`."""
        self._introduction |= {"starter": starter, "name": name}

    def uncaught(self, error: BaseException, *, fatal: bool) -> None:
        """Report what nobody caught; what has been sent outlives this process."""
        self._send_error(error, frames.FATAL if fatal else frames.ERROR, LAST_WORDS_SECONDS if fatal else 0.0)

    def add_error(self, error: object, context: dict[str, Any] | None) -> None:
        """Report what the app has handled."""
        self._send_error(error, frames.ERROR, handled=True, context=context)

    def send(self, message: dict[str, Any]) -> None:
        """Send any message that the main process understands."""
        self._sender.send(self._on_page(message))

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message that has nothing to do with the page that the process shows."""
        self._sender.send(message)

    def after_fork(self) -> None:
        """In a process forked from this one, also before a `preexec_fn`: only let go of what is the parent's."""
        self._sender.after_fork()
        self._introduction.pop("starter", None)
        if self._is_fork:
            self._introduction["name"] = _name_of_fork()
        self.pages.forget()

    def _send_error(self, error: object, kind: dict[str, Any], last_words: float = 0.0, **fields: Any) -> None:
        message = {**kind, "at_ns": time.time_ns(), "error": describe(error).as_dict(), **fields}
        fingerprint = fingerprint_of(error)
        if fingerprint is not None:
            message["fingerprint"] = fingerprint
        self._sender.send(self._on_page(message), last_words)

    def _on_page(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message with the page that the process shows, where it shows one."""
        page = self.pages.page
        return message if page is None else {**message, "page": page}

    def internal_error(self, error: BaseException) -> None:
        """Report a failure of the SDK's own code."""
        self._internal_errors += 1
        if self._internal_errors <= MAX_INTERNAL_ERRORS:
            from desktop_rum.telemetry.failure_text import failure_text

            kind, stack = failure_text(error)
            self._sender.send({"type": "internal", "kind": kind, "stack": stack})


def current() -> Reporter | None:
    """The reporter of this process, where it is a child."""
    global _current  # noqa: PLW0603 - one a process
    if _current is None and _folder_of_fork is not None:
        introduction = {"role": "utility", "name": _name_of_fork()}
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


def _name_of_fork() -> str:
    return f"fork {os.getpid()}"


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
