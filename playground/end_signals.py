"""Tells when somebody asks this process to end. asyncio's own way of that does not exist on Windows."""

from __future__ import annotations

import contextlib
import signal
import socket
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from types import FrameType

#: Ctrl+C, a polite request, and Ctrl+Break, which only Windows has
_NAMES: Final = ("SIGINT", "SIGTERM", "SIGBREAK")


class EndSignals(QObject):
    """Watches from its start until `stop`; made in the main thread.

    The interpreter writes the number of each signal into a socket, which wakes Qt's event loop: a handler alone would
    run only when Python code happens to run next.
    """

    #: int: the signal's number
    received = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_written)
        self._woken_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        self._handlers_before = {number: signal.signal(number, _leave_it) for number in numbers}

    def stop(self) -> None:
        """Put back what was there before; can be called again."""
        handlers, self._handlers_before = self._handlers_before, {}
        if not handlers:
            return
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._woken_before)
        self._notifier.setEnabled(False)
        self._near.close()
        self._far.close()

    def _on_written(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._near.recv(64):
                # Other signals come by here as well: theirs are their own handlers.
                if number in self._handlers_before:
                    self.received.emit(number)


def _leave_it(_number: int, _frame: FrameType | None) -> None:
    """Without a handler of Python's the interpreter would not write anything."""
