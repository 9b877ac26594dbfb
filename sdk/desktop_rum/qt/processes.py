"""A `QProcess` with a role, followed from its start to its exit through its own signals."""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QProcess

from desktop_rum import api
from desktop_rum.instrument.exit_requests import is_gone
from desktop_rum.instrument.exits.child_status import child_status
from desktop_rum.instrument.exits.source import StillRunning
from desktop_rum.instrument.observations import ProcessExited, ProcessStarted, ProcessStarting, Role
from desktop_rum.instrument.run import next_run_id
from desktop_rum.interruption import leave_out
from desktop_rum.qt.exit_codes import KILLED, returncode_of
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

ROLES: Final = ("renderer", "utility")

WATCH: Final = "_desktop_rum_watch"
"""Where a `QProcess` keeps its watch."""

_REQUESTS: Final = ("terminate", "kill", "close")
"""Calls by which the app asks for an exit."""


def watch_process(process: QProcess, role: Role, name: str) -> None:
    """Report `process` as a view, "Utility: {name}" or "Renderer: {name}", each time it is started.

    To be called after `init()` and before the start; called again with another name, it renames the next starts.

    Raises:
        ValueError: `role` is neither "utility" nor "renderer".
    """
    if role not in ROLES:
        message = f"role: got {role!r}; allowed is one of {', '.join(ROLES)}"
        raise ValueError(message)
    watch = getattr(process, WATCH, None)
    if isinstance(watch, _Watch):
        watch.role, watch.name = role, name
    elif _is_wanted(role):
        setattr(process, WATCH, _Watch(process, role, name))


def _is_wanted(role: Role) -> bool:
    sdk = api.current_sdk()
    return sdk is not None and (role == "renderer" or sdk.configuration.track_utility_processes)


class _Watch:
    """One `QProcess` and its runs, one after the other: it can be started again, even in its own `finished` slot."""

    def __init__(self, process: QProcess, role: Role, name: str) -> None:
        self.role = role
        self.name = name
        self._process = weakref.ref(process)
        self._run_id = 0
        self._pid = 0
        self._running = False
        """Whether there is a run whose end was not told."""
        self._requested = False
        process.stateChanged.connect(self._on_state_changed)
        process.started.connect(self._on_started)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        weakref.finalize(process, self._on_destroyed).atexit = False
        for method in _REQUESTS:
            setattr(process, method, self._noting(getattr(QProcess, method)))

    def _noting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method, for this object, noting that the app asked for the exit."""
        process = self._process

        @functools.wraps(original)
        def request(*args: Any, **kwargs: Any) -> Any:
            watched = process()
            pid = 0 if watched is None else watched.processId()
            if pid and not is_gone(pid):  # who is dead already died of something else
                self._requested = True
            try:
                return original(watched, *args, **kwargs)
            except BaseException as error:
                leave_out(error)
                raise

        return request

    def _on_state_changed(self, state: QProcess.ProcessState) -> None:
        sdk = api.current_sdk()
        if state is QProcess.ProcessState.Starting and sdk is not None:
            self._run_id = next_run_id()
            self._requested, self._running, self._pid = False, True, 0
            now, started = sdk.clock.now_ns(), sdk.clock.monotonic_ns()
            self._tell(ProcessStarting(self._run_id, self.role, self.name, now, started))

    def _on_started(self) -> None:
        process = self._process()
        if process is not None:
            self._pid = process.processId()
            self._tell(ProcessStarted(self._run_id, self._pid))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        process = self._process()
        if error is QProcess.ProcessError.FailedToStart and process is not None:
            self._tell_exit(None, launch_error=process.errorString())

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._tell_exit(returncode_of(code, crashed=status is QProcess.ExitStatus.CrashExit))

    def _on_destroyed(self) -> None:
        """The object goes, which kills its child and waits for it; no slot of ours can be told of that any more."""
        if self._running:
            self._tell_exit(_status_of_killed(self._pid))

    def _tell_exit(self, returncode: int | None, launch_error: str | None = None) -> None:
        self._running = False
        sdk = api.current_sdk()
        if sdk is not None:
            ended = sdk.clock.monotonic_ns()
            self._tell(ProcessExited(self._run_id, ended, returncode, launch_error, self._requested))

    @staticmethod
    def _tell(observation: object) -> None:
        """Changes of state are on disk at once: the app may be the next to go."""
        sdk = api.current_sdk()
        if sdk is not None:
            try:
                sdk.pipeline.put_urgent(observation)
            except Exception as error:  # noqa: BLE001 - never into the app
                internal_error(error)


def _status_of_killed(pid: int) -> int | None:
    """How a child ends that is killed at this moment, unless it has ended before; None where the pid is not known."""
    try:
        return child_status(pid)
    except StillRunning:
        return KILLED
