"""The commands of one `QProcess`, one after the other, and the ways in which we learn of their ends.

A slot of the app's that is told of the end may delete the object: where there is one, we have Qt tell us as well. That
costs more than all the rest, so otherwise we do without. A call that waits for the end knows it when it returns; any
other end is noticed by the exit watcher, which has the event loop ask the object if the status is already taken.
"""

from __future__ import annotations

import functools
import subprocess
import weakref
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QProcess, QThread

from desktop_rum import native
from desktop_rum.instrument.command import taken
from desktop_rum.instrument.exits.child_status import child_status
from desktop_rum.instrument.exits.source import StillRunning
from desktop_rum.qt.ends import Ends, tells_nobody, tells_the_app
from desktop_rum.qt.exit_codes import KILLED, returncode_of
from desktop_rum.qt.failures import failure_of_process
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

API: Final = "qprocess"
"""What stands for `QProcess` in a url."""

OWNER_SECONDS: Final = 30.0
"""How long an event loop may take to tell of an exit before we go by what the system said."""

TOLD_NS: Final = 100_000_000
"""How long after an exit Qt has told of it, if it does: the app may have taken us off with all others."""

_FAILED_OR_EXITED: Final = 255
"""What a program that cannot be started is to the system: a child that exits with it."""

process_id: Final = QProcess.processId
state: Final = QProcess.state
_error: Final = QProcess.error
_exit_code: Final = QProcess.exitCode
_exit_status: Final = QProcess.exitStatus
program: Final = QProcess.program
arguments: Final = QProcess.arguments
working_directory: Final = QProcess.workingDirectory
"""Qt's own: an object of the app's may have something else under the name, such as its list of `arguments`."""

_native_arguments: Final = getattr(QProcess, "nativeArguments", None)
"""What an app on Windows adds to the command line as it is; elsewhere Qt has no such thing."""

NOT_RUNNING: Final = QProcess.ProcessState.NotRunning
_FAILED_TO_START: Final = QProcess.ProcessError.FailedToStart
_CRASHED: Final = QProcess.ExitStatus.CrashExit


class Followed:
    """The commands of one `QProcess`: it can be started again, even in its own `finished` slot.

    If a slot that was told before us has started it again, what Qt tells us next is about the run before, which was
    closed when the new one began.
    """

    __slots__ = ("__weakref__", "_ends", "_exits", "_is_heard", "_runs", "_shared", "process", "run", "starting")

    def __init__(self, runs: Runs, exits: ExitWatcher, shared: Ends, process: QProcess) -> None:
        """Arguments: where runs are opened and watched, who is told of ends in its thread, and who is followed."""
        self.run: Run | None = None
        self.starting = False
        """Whether a call that starts it is under way."""
        self.process = weakref.ref(process, self._on_destroyed)
        self._runs = runs
        self._exits = exits
        self._shared = shared
        self._ends = shared
        """Who is told, or looks, in the thread that starts it."""
        self._is_heard = False

    def is_of(self, runs: Runs) -> bool:
        """Whether it reports to these."""
        return self._runs is runs

    def begin(self, process: QProcess) -> Run | None:
        """A start is about to be tried: close the run before, which has ended even if no signal has reached us."""
        try:
            if self.run is not None:
                self.settle(process)
            thread_id = native.get_ident()
            if self._ends.thread_id != thread_id:
                self._leave(process)
                self._ends = self._shared if self._shared.thread_id == thread_id else Ends(self._shared.running)
            elif self._is_heard and tells_nobody(process):  # the app has taken us off with all others
                self._leave(process)
            if not self._is_heard and (self._ends is not self._shared or tells_the_app(process)):
                self.hear(process)
            self.run = run = self._runs.open(API, (), None, working_directory(process) or None, shell=False)
            self._shared.running.add(self)
            self.starting = True
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return run

    def started(self, process: QProcess, run: Run) -> None:
        """The call has returned: the child runs, or has failed to start."""
        self.starting = False
        try:
            if run.closed:
                return
            run.arguments = command_of(process)
            pid = process_id(process)
            if pid > 0:
                run.owner_seconds = OWNER_SECONDS
                run.ask_owner = self._ask
                self._runs.started(run, pid)
                self._exits.watch(run)
            elif state(process) is NOT_RUNNING:
                self.fail(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def hear(self, process: QProcess) -> None:
        """Have Qt tell of the end, from here on."""
        if not self._is_heard:
            self._is_heard = True
            self._ends.hear(process)

    def finished(self, process: QProcess, code: int) -> None:
        """Qt tells of the end of a child."""
        if self.starting or not process_id(process):  # otherwise of the run before
            self.end(code, crashed=code != 0 and _exit_status(process) is _CRASHED)

    def failed(self, process: QProcess) -> None:
        """Qt tells of a failure."""
        if _error(process) is _FAILED_TO_START and (self.starting or state(process) is NOT_RUNNING):
            self.fail(process)

    def waited(self, process: QProcess, run: Run, *, ended: object) -> None:
        """A call that waited for the end of `run` is over, and nobody has told of that.

        Arguments: `ended` is what the call gave.
        """
        try:
            if not shiboken6.isValid(process):
                self._exits.watch(run)
            elif ended is True and not process_id(process):
                code = _exit_code(process)
                self.end(code, crashed=code != 0 and _exit_status(process) is _CRASHED)
            elif state(process) is not NOT_RUNNING:  # the app goes on
                self.hear(process)
                self._exits.watch(run)
            else:
                self.settle(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def not_started(self, run: Run) -> None:
        """The call was wrong, and there is no command."""
        self.starting = False
        self._taken_run()
        self._runs.forget(run)

    def look(self) -> None:
        """In the thread of the process: close the run if the child is gone."""
        process, run = self.process(), self.run
        if process is None or run is None or self.starting:
            return
        if not shiboken6.isValid(process):
            run.owner_seconds = 0.0
        elif process.thread() is QThread.currentThread() and state(process) is NOT_RUNNING:
            self.settle(process)

    def settle(self, process: QProcess) -> None:
        """Close the run of a child that is gone, by what the object knows of it."""
        if _error(process) is _FAILED_TO_START:
            self.fail(process)
        else:
            self.end(_exit_code(process), crashed=_exit_status(process) is _CRASHED)

    def fail(self, process: QProcess) -> None:
        """The program could not be started."""
        run = self._taken_run()
        if run is not None:
            run.arguments = run.arguments or command_of(process)
            self._exits.unwatch(run)
            self._runs.close(run, failure=failure_of_process(process))

    def end(self, code: int, *, crashed: bool) -> None:
        """The child has exited."""
        run = self._taken_run()
        if run is not None:
            self._exits.unwatch(run)
            self._runs.close(run, returncode_of(code, crashed=crashed))

    def _ask(self) -> int | None:
        """The child is gone, and nobody has told its status: called by the watch from time to time."""
        run = self.run
        if run is None:
            return None
        if run.gone_status is not None and run.gone_status != _FAILED_OR_EXITED:
            self._taken_run()
            return run.gone_status
        if self.process() is None:  # nobody will ever tell
            self._shared.running.discard(self)
        elif not self._is_heard or self._runs.monotonic_ns() - (run.gone_ns or 0) >= TOLD_NS:
            self._ends.look_at(self)
        return None

    def _leave(self, process: QProcess) -> None:
        if self._is_heard:
            self._is_heard = False
            self._ends.leave(process)

    def _taken_run(self) -> Run | None:
        run, self.run = self.run, None
        self._shared.running.discard(self)
        return run

    def _on_destroyed(self, _process: weakref.ref[QProcess]) -> None:
        """The object is being destroyed; it kills its child, waits for it, and sends a signal to who is connected."""
        run = self.run
        if run is None:
            return
        run.owner_seconds = 0.0
        try:
            if run.pid is not None:
                run.gone_status = child_status(run.pid)
        except StillRunning:
            run.ask_owner = functools.partial(_killed, run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)


def command_of(process: QProcess) -> Any:
    """What the object starts, as a run keeps it."""
    given = program(process), *arguments(process)
    added = _native_arguments(process) if _native_arguments is not None else ""
    return taken(f"{subprocess.list2cmdline(given)} {added}" if added else given)


def _killed(run: Run) -> int:
    """The status of a child whose object was destroyed while it ran."""
    return KILLED if run.gone_status is None else run.gone_status
