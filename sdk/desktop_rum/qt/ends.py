"""Receives Qt's signals about the ends of commands: one receiver for all processes of a thread.

It asks Qt for the sender, because connecting each process to functions of its own takes twice as long. So would slots
that take values of Qt's enumerations: these are asked for where they matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import (
    SIGNAL,
    SLOT,
    QCoreApplication,
    QEvent,
    QMetaMethod,
    QMetaObject,
    QObject,
    QProcess,
    Qt,
    QThread,
    Slot,
)

from desktop_rum import native
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.qt.followed import Followed

COMMAND: Final = "_desktop_rum_command"
"""Where a `QProcess` keeps its commands."""

_AT_ONCE: Final = Qt.ConnectionType.DirectConnection
"""In the thread that learns of it, also where the process was moved to another as it ran."""

_SIGNALS: Final = (
    (SIGNAL("finished(int,QProcess::ExitStatus)"), SLOT("on_finished(int)")),
    (SIGNAL("errorOccurred(QProcess::ProcessError)"), SLOT("on_error()")),
)

_LOOK: Final = QEvent.Type(QEvent.registerEventType())


def _signal(signature: str) -> QMetaMethod:
    meta_object: QMetaObject = QProcess.staticMetaObject  # type: ignore[attr-defined]
    return meta_object.method(meta_object.indexOfSignal(signature))


_FINISHED: Final = _signal("finished(int,QProcess::ExitStatus)")
_ERROR_OCCURRED: Final = _signal("errorOccurred(QProcess::ProcessError)")
_STATE_CHANGED: Final = _signal("stateChanged(QProcess::ProcessState)")
_is_connected: Final = QObject.isSignalConnected


def tells_the_app(process: QProcess) -> bool:
    """Whether a slot is told of the end, which may let go of the object then and there."""
    return (
        _is_connected(process, _FINISHED)
        or _is_connected(process, _ERROR_OCCURRED)
        or _is_connected(process, _STATE_CHANGED)
    )


def tells_nobody(process: QProcess) -> bool:
    """Whether no slot, one of ours included, is told that it has finished."""
    return not _is_connected(process, _FINISHED)


class Ends(QObject):
    """Receives the signals of all processes that live in its thread."""

    def __init__(self, running: set[Followed]) -> None:
        """Arguments: those whose command has not ended, as far as we know."""
        super().__init__()
        self.thread_id = native.get_ident()
        self.running = running
        self._to_look_at: set[Followed] = set()
        self._look: QEvent | None = None

    def hear(self, process: QProcess) -> None:
        """Have Qt tell of the ends of its commands."""
        for signal, slot in _SIGNALS:
            QObject.connect(process, signal, self, slot, _AT_ONCE)

    def leave(self, process: QProcess) -> None:
        """Hear no more of it: Qt names the sender only to a receiver of the same thread."""
        for signal, slot in _SIGNALS:
            QObject.disconnect(process, signal, self, slot)

    def look_at(self, followed: Followed) -> None:
        """Have the event loop of our thread look how it ended; safe on any thread."""
        self._to_look_at.add(followed)
        if self._look is None or not shiboken6.isValid(self._look):  # done, or gone with an application
            self._look = QEvent(_LOOK)
            QCoreApplication.postEvent(self, self._look)

    def customEvent(self, _event: QEvent) -> None:
        """Runs in the event loop: look at the processes that were asked for."""
        try:
            while self._to_look_at:
                self._to_look_at.pop().look()
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    @Slot(int)
    def on_finished(self, code: int) -> None:
        """The child of the process that sends this signal is gone."""
        try:
            process: QProcess | None = self.sender()  # type: ignore[assignment]
            followed: Followed | None = None if process is None else vars(process).get(COMMAND)
            if process is None or followed is None:
                self._find(code)
            else:
                followed.finished(process, code)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    @Slot()
    def on_error(self) -> None:
        """Something went wrong with the process that sends this signal; a failed start is its end."""
        try:
            process: QProcess | None = self.sender()  # type: ignore[assignment]
            followed: Followed | None = None if process is None else vars(process).get(COMMAND)
            if process is None or followed is None:
                self._find(None)
            else:
                followed.failed(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _find(self, code: int | None) -> None:
        """Qt does not say who: it is being destroyed, and kills its child, or was moved to another thread as it ran."""
        here = QThread.currentThread()
        for followed in tuple(self.running):
            process = followed.process()
            if process is None or not shiboken6.isValid(process):
                if code is not None:
                    followed.end(code, crashed=True)
            elif process.thread() is here:
                followed.look()
