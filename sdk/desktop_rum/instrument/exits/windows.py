"""Windows: a handle for each process, which threads of the system's wait for. One queue tells of all the ends.

The exit code stays readable for as long as the handle is open. Handles are used and closed by the watcher's thread
alone: another one may find the number given to something else.
"""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.exits.process_handle import ProcessHandle
from desktop_rum.instrument.exits.source import StillRunning

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOREVER: Final = 0xFFFF_FFFF

_WAKE: Final = 1
"""What the queue says when it was only to end the sleep."""


class _Process:
    __slots__ = ("held", "is_told", "pid", "registered")

    def __init__(self, pid: int, system: Any) -> None:
        self.pid = pid
        self.held = ProcessHandle(pid, system)
        self.registered: Any = None
        """What the system gave for waiting for it; None where it does not wait."""
        self.is_told = False
        """Whether the queue has named it: it has exited, or is to be closed."""


class HandleSource:
    """An I/O completion port, to which the exits of processes are posted."""

    def __init__(self, system: Any = None, overlapped: Any = None) -> None:
        """Arguments: what has `OpenProcess`, and what `RegisterWaitWithQueue`; by default Windows.

        Raises:
            ImportError, OSError: there is no port to be had.
        """
        self._system: Any = _winapi() if system is None else system
        self._overlapped: Any = _overlapped() if overlapped is None else overlapped
        self._port = self._overlapped.CreateIoCompletionPort(self._overlapped.INVALID_HANDLE_VALUE, 0, 0, 0)
        self._processes: dict[int, _Process] = {}
        self._removed: dict[int, int] = {}
        """Numbers by pid: of those that are still to be closed.

        The system goes on to wait for one that runs: the interpreter loses some memory with each wait that is taken
        back, and an app that polls with `wait(timeout)` has its child watched and removed each time.
        """
        self._numbers = itertools.count(_WAKE + 1)

    def open(self, pid: int) -> int:
        """See `ExitSource`."""
        number = self._removed.pop(pid, None)
        if number is None:
            process = _Process(pid, self._system)
            number = next(self._numbers)
            self._processes[number] = process
        return number

    def arm(self, number: int) -> None:
        """See `ExitSource`."""
        process = self._processes[number]
        if process.registered is None:
            handle = process.held.handle
            process.registered = self._overlapped.RegisterWaitWithQueue(handle, self._port, number, _FOREVER)
        elif process.is_told:
            self._post(number)

    def remove(self, number: int) -> None:
        """See `ExitSource`."""
        process = self._processes.get(number)
        if process is not None:
            self._removed[process.pid] = number
            if process.is_told or process.registered is None:
                self._post(number)

    def wait(self, seconds: float | None) -> Iterator[int]:
        """See `ExitSource`."""
        milliseconds = _FOREVER if seconds is None else int(seconds * 1_000)
        while (told := self._overlapped.GetQueuedCompletionStatus(self._port, milliseconds)) is not None:
            milliseconds = 0
            number = told[3]
            process = self._processes.get(number)
            if process is None:
                continue
            process.is_told = True  # before one looks: who removes it looks afterwards whether it is told
            if self._removed.get(process.pid) != number:
                yield number
            elif self._removed.pop(process.pid, None) is not None:
                self._close(number)

    def wake(self) -> None:
        """See `ExitSource`."""
        self._post(_WAKE)

    def status(self, number: int) -> int | None:
        """See `ExitSource`."""
        status = self._processes[number].held.status()
        if status is None:
            raise StillRunning
        return status

    def close(self) -> None:
        """See `ExitSource`."""
        self._removed.clear()
        for number in list(self._processes):
            self._close(number)
        self._system.CloseHandle(self._port)

    def _close(self, number: int) -> None:
        process = self._processes.pop(number)
        if process.registered is not None:  # comes back once nothing of it is on its way to the port
            self._overlapped.UnregisterWaitEx(process.registered, self._overlapped.INVALID_HANDLE_VALUE)
        process.held.close()

    def _post(self, number: int) -> None:
        with contextlib.suppress(OSError):  # the port is closed
            self._overlapped.PostQueuedCompletionStatus(self._port, 0, 0, number)


def _winapi() -> Any:
    import _winapi

    return _winapi


def _overlapped() -> Any:
    """What asyncio works with; unlike `_winapi` it has the waits that take more than 64 handles, and can be woken."""
    import _overlapped  # type: ignore[import-not-found,unused-ignore]

    return _overlapped
