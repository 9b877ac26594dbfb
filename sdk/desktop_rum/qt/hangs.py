"""The main thread's stack while it hangs, written by faulthandler without the GIL: a hanging thread may hold it."""

from __future__ import annotations

import faulthandler
import os
import tempfile
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from desktop_rum import api
from desktop_rum.instrument.observations import EventLoopBlocked
from desktop_rum.qt.event_loop import EventLoopWatch
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

HANG_SECONDS: Final = 5.0
"""An event loop that does not answer for so long hangs."""

ARM_MS: Final = 1_000
"""How often faulthandler is told that the loop still runs."""

_READ_LIMIT: Final = 256 * 1024


class HangWatch(QObject):
    """Reports long tasks of the main process, and those of 5 s and more as hangs."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._pid = os.getpid()
        self._file = tempfile.TemporaryFile("w+b", buffering=0)  # noqa: SIM115 - faulthandler writes to it until the end
        self._armed = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._arm)
        self._timer.start(ARM_MS)
        EventLoopWatch(application, self._on_long_task)
        application.aboutToQuit.connect(self._disarm)
        self._arm()
        _hook_forks(self)

    def _arm(self) -> None:
        """Have faulthandler write the stacks, unless this is called again in time."""
        if os.getpid() != self._pid:
            return
        if api.current_sdk() is None:
            self._disarm()
            return
        try:
            faulthandler.dump_traceback_later(HANG_SECONDS - ARM_MS / 1000, file=self._file)
            self._armed = True
        except (RuntimeError, ValueError, OSError) as error:
            internal_error(error)

    def _disarm(self) -> None:
        if self._armed and os.getpid() == self._pid:
            faulthandler.cancel_dump_traceback_later()
            self._armed = False

    def before_fork(self) -> None:
        """A child that is forked while faulthandler waits would hang at its end: it joins a thread that it lacks."""
        try:
            if self._armed:
                faulthandler.cancel_dump_traceback_later()
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def after_fork(self) -> None:
        """In the parent: go on waiting."""
        if self._armed:
            self._arm()

    def _on_long_task(self, started_at_ns: int, duration_ns: int) -> None:
        sdk = api.current_sdk()
        report = self._take_report()
        if sdk is not None:
            hang = report if duration_ns >= HANG_SECONDS * 1e9 else None
            sdk.pipeline.put(EventLoopBlocked(started_at_ns, duration_ns, hang))

    def _take_report(self) -> str:
        """What was written since the last time."""
        self._file.seek(0)
        text = self._file.read(_READ_LIMIT).decode("utf-8", "replace")
        if text:
            self._file.seek(0)
            self._file.truncate()
        return text


_watching: list[HangWatch] = []


def _hook_forks(watch: HangWatch) -> None:
    """Have the watch hear of forks; the hooks cannot be taken back, and are registered once."""
    is_hooked, _watching[:] = bool(_watching), [watch]
    if not is_hooked and hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_parent=_after_fork)


def _before_fork() -> None:
    for watch in _watching:
        watch.before_fork()


def _after_fork() -> None:
    for watch in _watching:
        watch.after_fork()


def watch_event_loop(application: QCoreApplication) -> None:
    """Report when the event loop of `application` does not answer; again is the same as once.

    For 100 ms it is a long task; for 5 s also an error, "App Hang", with the main thread's stack. To be called on the
    main thread. The SDK then uses `faulthandler.dump_traceback_later`, of which a process has one.
    """
    if application.findChild(HangWatch) is None:
        HangWatch(application)
