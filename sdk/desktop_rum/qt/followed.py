"""The commands of one `QProcess`, one after the other, and what Qt tells of their ends.

One receiver hears of all processes of a thread and asks who sent: connecting each to functions of its own takes twice
as long, and so does being given values of Qt's enumerations instead of asking for them where they matter.
"""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import SIGNAL, SLOT, QObject, QProcess, Qt, QThread, Slot

from desktop_rum import native
from desktop_rum.instrument.command import taken
from desktop_rum.qt.failures import failure_of_process
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

API: Final = "qprocess"
"""What stands for `QProcess` in a url."""

COMMAND: Final = "_desktop_rum_command"
"""Where a `QProcess` keeps its commands."""

OWNER_SECONDS: Final = 30.0
"""How long an event loop may take to tell of an exit before we go by what the system said.

It is long because a program that cannot be started is, to the system, a child that exits with 255.
"""

process_id: Final = QProcess.processId
state: Final = QProcess.state
_error: Final = QProcess.error
_exit_code: Final = QProcess.exitCode
_exit_status: Final = QProcess.exitStatus
program: Final = QProcess.program
arguments: Final = QProcess.arguments
working_directory: Final = QProcess.workingDirectory
"""Qt's own: an object of the app's may have something else under the name, such as its list of `arguments`."""

NOT_RUNNING: Final = QProcess.ProcessState.NotRunning
_FAILED_TO_START: Final = QProcess.ProcessError.FailedToStart
_CRASHED: Final = QProcess.ExitStatus.CrashExit
_CODE_IS_SIGNAL: Final = sys.platform != "win32"
"""Whether the code of a crash is the signal's number."""

_AT_ONCE: Final = Qt.ConnectionType.DirectConnection
"""In the thread that learns of it, also where the process was moved to another as it ran."""

_SIGNALS: Final = (
    (SIGNAL("finished(int,QProcess::ExitStatus)"), SLOT("on_finished(int)")),
    (SIGNAL("errorOccurred(QProcess::ProcessError)"), SLOT("on_error()")),
)


class Ends(QObject):
    """Is told by Qt of the ends of commands, of all processes that live in its thread."""

    def __init__(self, running: set[Followed]) -> None:
        """Arguments: those whose command has not ended, as far as we know."""
        super().__init__()
        self.thread_id = native.get_ident()
        self._running = running

    @Slot(int)
    def on_finished(self, code: int) -> None:
        """The child of whoever sends this is gone."""
        try:
            process: QProcess | None = self.sender()  # type: ignore[assignment]
            followed: Followed | None = None if process is None else vars(process).get(COMMAND)
            if process is None or followed is None:
                self._find(code)
            elif followed.starting or not process_id(process):  # otherwise of the run before: see `Followed`
                followed.end(code, crashed=code != 0 and _exit_status(process) is _CRASHED)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    @Slot()
    def on_error(self) -> None:
        """Something went wrong with whoever sends this; a failed start is the end."""
        try:
            process: QProcess | None = self.sender()  # type: ignore[assignment]
            followed: Followed | None = None if process is None else vars(process).get(COMMAND)
            if process is None or followed is None:
                self._find(None)
            elif _error(process) is _FAILED_TO_START and (followed.starting or state(process) is NOT_RUNNING):
                followed.fail(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _find(self, code: int | None) -> None:
        """Qt does not say who: it is being destroyed, and kills its child, or was moved to another thread as it ran."""
        here = QThread.currentThread()
        for followed in tuple(self._running):
            process = followed.process()
            if process is None or not shiboken6.isValid(process):
                if code is not None:
                    followed.end(code, crashed=True)
            elif process.thread() is here and state(process) is NOT_RUNNING:
                followed.settle(process)


class Followed:
    """The commands of one `QProcess`: it can be started again, even in its own `finished` slot.

    Where a slot of the app's was told first and has done so, what we are told then is of the run before, whose end was
    taken when the next one began.
    """

    __slots__ = ("__weakref__", "_ends", "_exits", "_running", "_runs", "process", "run", "starting")

    def __init__(self, runs: Runs, exits: ExitWatcher, running: set[Followed], process: QProcess) -> None:
        """Arguments: where runs are opened and watched, those that have one, and who is followed."""
        self.run: Run | None = None
        self.starting = False
        """Whether a call that starts it is under way."""
        self.process = weakref.ref(process, self._on_destroyed)
        self._runs = runs
        self._exits = exits
        self._running = running
        self._ends: Ends | None = None

    def is_of(self, runs: Runs) -> bool:
        """Whether it reports to these."""
        return self._runs is runs

    def listen(self, process: QProcess, shared: Ends) -> None:
        """Have Qt tell of the ends, in the thread of this call.

        Arguments: who is told of those in its own thread; Qt names the sender only to a receiver of the same thread.
        """
        before = self._ends
        thread_id = native.get_ident()
        if before is not None:
            if before.thread_id == thread_id:
                return
            for signal, slot in _SIGNALS:
                QObject.disconnect(process, signal, before, slot)
        self._ends = ends = shared if shared.thread_id == thread_id else Ends(self._running)
        for signal, slot in _SIGNALS:
            QObject.connect(process, signal, ends, slot, _AT_ONCE)

    def begin(self, process: QProcess) -> Run | None:
        """A start is about to be tried; what ran before has ended, even if its signal has not reached us."""
        try:
            if self.run is not None:
                self.settle(process)
            self.run = self._runs.open(API, (), None, working_directory(process) or None, shell=False)
            self._running.add(self)
            self.starting = True
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
        return self.run

    def started(self, process: QProcess, run: Run) -> None:
        """The call is back: the child runs, or is already known not to."""
        self.starting = False
        try:
            if run.closed:
                return
            run.arguments = taken((program(process), *arguments(process)))
            pid = process_id(process)
            if pid > 0:
                run.owner_seconds = OWNER_SECONDS
                self._runs.started(run, pid)
                self._exits.watch(run)
            elif state(process) is NOT_RUNNING:
                self.fail(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def waited(self, process: QProcess, run: Run) -> None:
        """A call that waited for the end of `run` is over, and no signal has told of that."""
        try:
            if state(process) is not NOT_RUNNING:
                self._exits.watch(run)
            elif self.run is run:
                self.settle(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def not_started(self, run: Run) -> None:
        """The call was wrong, and there is no command."""
        self.starting = False
        self._taken_run()
        self._runs.forget(run)

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
            run.arguments = run.arguments or taken((program(process), *arguments(process)))
            self._exits.unwatch(run)
            self._runs.close(run, failure=failure_of_process(process))

    def end(self, code: int, *, crashed: bool) -> None:
        """The child has exited."""
        run = self._taken_run()
        if run is not None:
            self._exits.unwatch(run)
            self._runs.close(run, -code if crashed and _CODE_IS_SIGNAL else code)

    def _taken_run(self) -> Run | None:
        run, self.run = self.run, None
        self._running.discard(self)
        return run

    def _on_destroyed(self, _process: weakref.ref[QProcess]) -> None:
        """The object is being destroyed, kills its child, waits for it and tells so; unless its signals are blocked."""
        if self.run is not None:
            self.run.owner_seconds = 0.0
