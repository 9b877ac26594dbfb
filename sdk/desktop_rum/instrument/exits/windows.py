"""Windows: a handle for each process. Its exit code stays readable for as long as the handle is open."""

from __future__ import annotations

import importlib
from typing import Any, Final

from desktop_rum.clock import Bell
from desktop_rum.instrument.exits.source import StillRunning

_SYNCHRONIZE: Final = 0x00100000
_QUERY_LIMITED_INFORMATION: Final = 0x1000
_WAIT_OBJECT_0: Final = 0
_MOST_HANDLES: Final = 63
"""How many handles one wait takes."""

_ROUND_SECONDS: Final = 0.05
"""How often one looks whether there are other handles to wait for; a wait cannot be woken."""


class HandleSource:
    """Process handles, known by their numbers."""

    def __init__(self, system: Any = None) -> None:
        """Arguments: what has `OpenProcess`, `WaitForMultipleObjects` and the like; by default Windows."""
        self._system = importlib.import_module("_winapi") if system is None else system
        self._handles: dict[int, None] = {}
        self._wakened = Bell()

    def open(self, pid: int) -> int:
        """See `ExitSource`."""
        return int(self._system.OpenProcess(_SYNCHRONIZE | _QUERY_LIMITED_INFORMATION, False, pid))  # noqa: FBT003

    def arm(self, number: int) -> None:
        """See `ExitSource`."""
        self._handles[number] = None
        self._wakened.ring()

    def remove(self, number: int) -> None:
        """See `ExitSource`."""
        self._handles.pop(number, None)
        self._system.CloseHandle(number)

    def wait(self, seconds: float | None) -> list[int]:
        """See `ExitSource`."""
        handles = list(self._handles)
        if not handles:
            self._wakened.wait(seconds)
        elif len(handles) <= _MOST_HANDLES:
            round_ms = int(min(_ROUND_SECONDS, _ROUND_SECONDS if seconds is None else seconds) * 1_000)
            self._system.WaitForMultipleObjects(handles, False, round_ms)  # noqa: FBT003
        else:
            self._wakened.wait(_ROUND_SECONDS)
        self._wakened.wait(0)
        return [handle for handle in handles if self._has_exited(handle)]

    def wake(self) -> None:
        """See `ExitSource`."""
        self._wakened.ring()

    def status(self, number: int) -> int | None:
        """See `ExitSource`."""
        if not self._has_exited(number):
            raise StillRunning
        return int(self._system.GetExitCodeProcess(number))

    def close(self) -> None:
        """See `ExitSource`."""
        self._wakened.ring()

    def _has_exited(self, handle: int) -> bool:
        return bool(self._system.WaitForSingleObject(handle, 0) == _WAIT_OBJECT_0)
