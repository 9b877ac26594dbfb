"""A process of Windows, held by a handle: whether it has ended, and with which code, also where nobody else asks."""

from __future__ import annotations

import importlib
from typing import Any, Final

_SYNCHRONIZE: Final = 0x00100000
_QUERY_LIMITED_INFORMATION: Final = 0x1000
_WAIT_OBJECT_0: Final = 0


class ProcessHandle:
    """Any process of this user's, a child or not. Its code stays readable for as long as it is held."""

    def __init__(self, pid: int, system: Any = None) -> None:
        """Hold it.

        Arguments: also what has `OpenProcess` and the like; by default Windows.

        Raises:
            OSError: there is no such process, or it is another user's.
        """
        self._system = importlib.import_module("_winapi") if system is None else system
        access = _SYNCHRONIZE | _QUERY_LIMITED_INFORMATION
        self.handle: int | None = self._system.OpenProcess(access, False, pid)  # noqa: FBT003

    def status(self) -> int | None:
        """The exit code once it has ended; None until then."""
        if self.handle is None or self._system.WaitForSingleObject(self.handle, 0) != _WAIT_OBJECT_0:
            return None
        return int(self._system.GetExitCodeProcess(self.handle))

    def close(self) -> None:
        """Let go of it; may be called again."""
        handle, self.handle = self.handle, None
        if handle is not None:
            self._system.CloseHandle(handle)


def has_ended(pid: int, system: Any = None) -> bool:
    """Whether no process of this pid runs; arguments as above."""
    try:
        held = ProcessHandle(pid, system)
    except PermissionError:
        return False
    except OSError:
        return True
    try:
        return held.status() is not None
    finally:
        held.close()
