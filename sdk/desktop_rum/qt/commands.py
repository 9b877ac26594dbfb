"""Commands that the app runs through `QProcess`: started, detached or executed.

A `QProcess` that `watch_process` gave a role is a process of the app and no command.
"""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QProcess

from desktop_rum.instrument.command import taken
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import QT_NAMES, stands_in_for
from desktop_rum.qt.detached import DetachedInstances
from desktop_rum.qt.failures import failure_of_process, failure_of_program
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

API: Final = "qprocess"
"""What stands for `QProcess` in a url."""

STARTS: Final = ("start", "open", "startCommand")

OWNER_SECONDS: Final = 30.0
"""How long an event loop may take to tell of an exit before we go by what the system said.

It is long because a program that cannot be started is, to the system, a child that exits with 255.
"""

_CANNOT_START, _CRASHED = -2, -1
"""What `QProcess.execute` returns where there is no exit code."""

_COMMAND: Final = "_desktop_rum_command"
"""Where a `QProcess` keeps its commands."""

_WATCH: Final = "_desktop_rum_watch"
"""Where a `QProcess` with a role keeps its watch."""


class QProcessInstrument:
    """Patches `QProcess`."""

    def __init__(self, runs: Runs, exits: ExitWatcher) -> None:
        self.runs = runs
        self.exits = exits
        self.active = True
        self._patches = Patches()
        for name in STARTS:
            self._patches.replace(QProcess, name, self._patched_start(getattr(QProcess, name)))
        detached = self._patched_start_detached(QProcess.startDetached)
        self._patches.replace(QProcess, "startDetached", staticmethod(detached))
        self._patches.replace(QProcess, "execute", staticmethod(self._patched_execute(QProcess.execute)))
        self._patches.replace(QProcess, "waitForFinished", self._patched_wait(QProcess.waitForFinished))
        self._instances = DetachedInstances(self._patches, self._begin_detached, self._end_detached)

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""
        self.active = False
        self._patches.stop()
        self._instances.stop()

    def _patched_start(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def start(process: QProcess, *args: Any, **kwargs: Any) -> Any:
            followed = self._followed(process)
            run = None if followed is None else followed.begin(process)
            try:
                result = original(process, *args, **kwargs)
            except BaseException:
                if run is not None:
                    self.runs.forget(run)
                raise
            if followed is not None and run is not None:
                followed.started(process, run)
            return result

        return start

    def _patched_wait(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def wait_for_finished(process: QProcess, *args: Any, **kwargs: Any) -> Any:
            run = self._unwatched(process)
            try:
                return original(process, *args, **kwargs)
            finally:
                if run is not None:
                    self._watch_again(run)

        return wait_for_finished

    def _patched_start_detached(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def start_detached(*args: Any, **kwargs: Any) -> Any:
            run = self._begin_static(args, kwargs)
            if run is not None:
                run.detached = True
            try:
                result = original(*args, **kwargs)
            except BaseException:
                if run is not None:
                    self.runs.forget(run)
                raise
            started, pid = result if isinstance(result, tuple) else (result, 0)
            self._end_detached(run, started, pid)
            return result

        return start_detached

    def _patched_execute(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def execute(*args: Any, **kwargs: Any) -> Any:
            run = self._begin_static(args, kwargs)
            try:
                result = original(*args, **kwargs)
            except BaseException:
                if run is not None:
                    self.runs.forget(run)
                raise
            self._executed(run, result)
            return result

        return execute

    def _followed(self, process: QProcess) -> _Followed | None:
        """Who follows the commands of this object; nobody where it has a role, or runs already."""
        try:
            if not self.active or getattr(process, _WATCH, None) is not None:
                return None
            if process.state() is not QProcess.ProcessState.NotRunning:
                return None
            followed = vars(process).get(_COMMAND)
            if followed is None or followed.instrument is not self:
                followed = _Followed(self, process)
                setattr(process, _COMMAND, followed)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return followed if isinstance(followed, _Followed) else None

    def _unwatched(self, process: QProcess) -> Run | None:
        """The run whose child the app blocks for: it need not be watched meanwhile, which would cost two wake-ups."""
        try:
            followed = vars(process).get(_COMMAND) if self.active else None
            run = followed.run if isinstance(followed, _Followed) else None
            if run is None or not run.watched:
                return None
            self.exits.unwatch(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return run

    def _watch_again(self, run: Run) -> None:
        """The wait is over: if not because the child is gone, its end will come later."""
        try:
            if not run.closed:
                self.exits.watch(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _begin_static(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Run | None:
        """A run of `(program, arguments, workingDirectory)`."""
        if not self.active or not args:
            return None
        try:
            arguments = args[1] if len(args) > 1 else kwargs.get("arguments", ())
            cwd = args[2] if len(args) > 2 else kwargs.get("workingDirectory")  # noqa: PLR2004 - its position
            return self.runs.open(API, taken((args[0], *arguments)), None, cwd or None, shell=False)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None

    def _begin_detached(self, process: QProcess) -> Run | None:
        """A run of what `process` is set up to start apart from itself."""
        if not self.active:
            return None
        try:
            cwd = process.workingDirectory() or None
            run = self.runs.open(API, taken((process.program(), *process.arguments())), None, cwd, shell=False)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        run.detached = True
        return run

    def _end_detached(self, run: Run | None, started: object, pid: int) -> None:
        """Watch what was started apart, where its pid is known; otherwise its end will be seen by nobody."""
        if run is None:
            return
        try:
            if not started:
                run.detached = False
                self.runs.close(run, failure=failure_of_program(run.arguments[0], run.cwd))
            elif pid > 0:
                self.runs.started(run, pid)
                self.exits.watch(run)
            else:
                run.left_running = True
                self.runs.close(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _executed(self, run: Run | None, result: int) -> None:
        if run is None:
            return
        try:
            if result == _CANNOT_START:
                self.runs.close(run, failure=failure_of_program(run.arguments[0], run.cwd))
            elif result == _CRASHED:
                run.signal_unknown = True
                self.runs.close(run)
            else:
                self.runs.close(run, result)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)


class _Followed:
    """The commands of one `QProcess`, one after the other: it can be started again, even in its own `finished` slot."""

    def __init__(self, instrument: QProcessInstrument, process: QProcess) -> None:
        self.run: Run | None = None
        self.instrument = instrument
        self._starting = False
        self._process = weakref.ref(process, self._on_destroyed)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)

    def begin(self, process: QProcess) -> Run | None:
        """A start is about to be tried; what ran before has ended, even if its signal has not reached us."""
        try:
            if self.run is not None and process.error() is QProcess.ProcessError.FailedToStart:
                self._fail(process)
            elif self.run is not None:
                self._end(process.exitCode(), process.exitStatus())
            self._starting = True
            self.run = self.instrument.runs.open(API, (), None, process.workingDirectory() or None, shell=False)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
        return self.run

    def started(self, process: QProcess, run: Run) -> None:
        """The call is back: the child runs, or is already known not to."""
        runs, exits = self.instrument.runs, self.instrument.exits
        self._starting = False
        try:
            if not runs.is_open(run):
                return
            run.arguments = taken((process.program(), *process.arguments()))
            pid = process.processId()
            if pid > 0:
                run.owner_seconds = OWNER_SECONDS
                runs.started(run, pid)
                exits.watch(run)
            elif process.state() is QProcess.ProcessState.NotRunning:
                self.run = None
                runs.close(run, failure=failure_of_process(process))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        try:
            process = self._process()
            if error is QProcess.ProcessError.FailedToStart and process is not None and not self._is_late(process):
                self._fail(process)
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        try:
            process = self._process()
            if process is None or not self._is_late(process):
                self._end(code, status)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _on_destroyed(self, _process: weakref.ref[QProcess]) -> None:
        """The object ends its child without a word: its exit is told as soon as it is seen."""
        if self.run is not None:
            self.run.owner_gone = True

    def _is_late(self, process: QProcess) -> bool:
        """Whether the signal is of a run before: a slot of the app's was told first, and has started the next one."""
        try:
            return not self._starting and process.state() is not QProcess.ProcessState.NotRunning
        except RuntimeError:
            return False  # the object is being destroyed, and ends its child first

    def _fail(self, process: QProcess) -> None:
        run, self.run = self.run, None
        if run is not None:
            run.arguments = run.arguments or taken((process.program(), *process.arguments()))
            self.instrument.exits.unwatch(run)
            self.instrument.runs.close(run, failure=failure_of_process(process))

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        run, self.run = self.run, None
        if run is not None:
            by_signal = status is QProcess.ExitStatus.CrashExit and sys.platform != "win32"
            self.instrument.exits.unwatch(run)
            self.instrument.runs.close(run, -code if by_signal else code)
