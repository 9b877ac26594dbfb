"""Commands that the app runs through `QProcess`: started, detached or executed.

A `QProcess` that `watch_process` gave a role is a process of the app and no command.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QProcess

from desktop_rum.instrument.command import taken
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import QT_NAMES, stands_in_for
from desktop_rum.qt.detached import SET_UP, DetachedInstances
from desktop_rum.qt.ends import COMMAND, Ends
from desktop_rum.qt.exit_codes import returncode_of
from desktop_rum.qt.failures import failure_of_program
from desktop_rum.qt.followed import (
    API,
    NOT_RUNNING,
    Followed,
    arguments,
    process_id,
    program,
    state,
    working_directory,
)
from desktop_rum.qt.processes import WATCH
from desktop_rum.qt.wrong_calls import as_qt_raises
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

STARTS: Final = ("start", "open", "startCommand")

MAY_TELL: Final = ("waitForStarted", "waitForReadyRead", "waitForBytesWritten", "close", "moveToThread")
"""Calls in which Qt may report an end before the event loop does, or after which another event loop reports it."""

_CANNOT_START, _CRASHED = -2, -1
"""What `QProcess.execute` returns where there is no exit code."""


class QProcessInstrument:
    """Patches `QProcess`."""

    def __init__(self, runs: Runs, exits: ExitWatcher) -> None:
        self.runs = runs
        self.exits = exits
        self.active = True
        self._ends = Ends(set())
        self._patches = Patches()
        for name in STARTS:
            self._patches.replace(QProcess, name, self._patched_start(getattr(QProcess, name)))
        detached = self._patched_start_detached(QProcess.startDetached)
        self._patches.replace(QProcess, "startDetached", staticmethod(detached))
        self._patches.replace(QProcess, "execute", staticmethod(self._patched_execute(QProcess.execute)))
        for name in MAY_TELL:
            self._patches.replace(QProcess, name, self._patched_listening(getattr(QProcess, name)))
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
            except BaseException as error:
                if followed is not None and run is not None:
                    followed.not_started(run)
                as_qt_raises(error, args)
                raise
            if followed is not None and run is not None:
                followed.started(process, run)
            return result

        return start

    def _patched_wait(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def wait_for_finished(process: QProcess, *args: Any, **kwargs: Any) -> Any:
            waited_for = self._waited_for(process)
            ended = None
            try:
                ended = original(process, *args, **kwargs)
            except BaseException as error:
                as_qt_raises(error, args)
                raise
            finally:
                if waited_for is not None and not waited_for[1].closed:
                    waited_for[0].waited(process, waited_for[1], ended=ended)
            return ended

        return wait_for_finished

    def _patched_listening(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def listening(process: QProcess, *args: Any, **kwargs: Any) -> Any:
            self._listen(process)
            try:
                return original(process, *args, **kwargs)
            except BaseException as error:
                as_qt_raises(error, args)
                raise

        return listening

    def _patched_start_detached(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def start_detached(*args: Any, **kwargs: Any) -> Any:
            run = self._begin_static(args, kwargs)
            if run is not None:
                run.detached = True
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                if run is not None:
                    self.runs.forget(run)
                as_qt_raises(error, args)
                raise
            started, pid = result if isinstance(result, tuple) else (result, 0)
            self._end_detached(run, started, pid, _arguments_in(args, kwargs))
            return result

        return start_detached

    def _patched_execute(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def execute(*args: Any, **kwargs: Any) -> Any:
            run = self._begin_static(args, kwargs)
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                if run is not None:
                    self.runs.forget(run)
                as_qt_raises(error, args)
                raise
            self._executed(run, result, _arguments_in(args, kwargs))
            return result

        return execute

    def _followed(self, process: QProcess) -> Followed | None:
        """The follower of this object's commands; None where it has a role, or runs already."""
        try:
            # As long as a start that failed is told of there is a pid, but nothing runs.
            if not self.active or (process_id(process) and state(process) is not NOT_RUNNING):
                return None
            kept = vars(process)
            kept.pop(SET_UP, None)
            if WATCH in kept:
                return None
            followed: Followed | None = kept.get(COMMAND)
            if followed is None or not followed.is_of(self.runs):
                followed = kept[COMMAND] = Followed(self.runs, self.exits, self._ends, process)
            elif followed.starting and state(process) is not NOT_RUNNING:  # a slot's call, while it is being started
                return None
        except Exception as error:  # noqa: BLE001 - never into the app
            _report(error, process)
            return None
        return followed

    def _listen(self, process: QProcess) -> None:
        try:
            followed: Followed | None = vars(process).get(COMMAND) if self.active else None
            if followed is not None:
                followed.hear(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            _report(error, process)

    def _waited_for(self, process: QProcess) -> tuple[Followed, Run] | None:
        """The run that the app now blocks for; it is not watched meanwhile, which would cost two wake-ups."""
        try:
            followed: Followed | None = vars(process).get(COMMAND) if self.active else None
            run = None if followed is None else followed.run
            if followed is None or run is None:
                return None
            self.exits.unwatch(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            _report(error, process)
            return None
        return followed, run

    def _begin_static(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Run | None:
        """A run of `(program, arguments, workingDirectory)`."""
        if not self.active or not args:
            return None
        try:
            given = _arguments_in(args, kwargs)
            if not hasattr(given, "__getitem__"):  # no sequence: Qt will say so
                return None
            cwd = args[2] if len(args) > 2 else kwargs.get("workingDirectory")  # noqa: PLR2004 - its position
            return self.runs.open(API, taken((args[0], *given)), None, cwd or None, shell=False)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None

    def _begin_detached(self, process: QProcess) -> Run | None:
        """A run of what `process` is set up to start apart from itself."""
        if not self.active:
            return None
        try:
            cwd = working_directory(process) or None
            run = self.runs.open(API, taken((program(process), *arguments(process))), None, cwd, shell=False)
        except Exception as error:  # noqa: BLE001 - never into the app
            _report(error, process)
            return None
        run.detached = True
        return run

    def _end_detached(self, run: Run | None, started: object, pid: int, given: Sequence[str]) -> None:
        """Watch what was started apart, where its pid is known; otherwise its end will be seen by nobody."""
        if run is None:
            return
        try:
            if not started:
                run.detached = False
                self.runs.close(run, failure=failure_of_program(run.arguments[0], given, run.cwd))
            elif pid > 0:
                self.runs.started(run, pid)
                self.exits.watch(run)
            else:
                run.left_running = True
                self.runs.close(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _executed(self, run: Run | None, result: int, given: Sequence[str]) -> None:
        if run is None:
            return
        try:
            if result == _CANNOT_START:
                self.runs.close(run, failure=failure_of_program(run.arguments[0], given, run.cwd))
            elif result == _CRASHED:
                run.signal_unknown = sys.platform != "win32"  # which has none: what is not known is the exit code
                self.runs.close(run)
            else:
                self.runs.close(run, returncode_of(result, crashed=False))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)


def _arguments_in(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The second of `(program, arguments, workingDirectory)`."""
    return args[1] if len(args) > 1 else kwargs.get("arguments", ())


def _report(error: Exception, process: object) -> None:
    """Report a failure of ours, unless the app called the method with something that is no process."""
    if isinstance(process, QProcess) and shiboken6.isValid(process):
        internal_error(error)
