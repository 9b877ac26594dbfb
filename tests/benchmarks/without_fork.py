"""Starts of programs that fork nothing: what is left is Python's part of a call, and ours."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Iterator

_PID: Final = 1
"""A process that is there, so that a watch of it is a real one."""

_STDOUT_OF_CHILD: Final = 13
"""The position of this descriptor in what `Popen._execute_child` is given."""


@contextlib.contextmanager
def without_fork() -> Iterator[None]:
    """Put in place before the SDK is, so that its patches lie over all of this; every child has exited with 0."""

    def no_child(popen: Any, *args: Any, **_kwargs: Any) -> None:
        popen.pid, popen._child_created = _PID, True
        if args[_STDOUT_OF_CHILD] >= 0:
            os.close(args[_STDOUT_OF_CHILD])

    def exited(pid: int, _options: int) -> tuple[int, int]:
        return pid, 0

    def started(*_arguments: object) -> int:
        return _PID

    def succeeded(_command: str) -> int:
        return 0

    def started_in_terminal() -> tuple[int, int]:
        return _PID, os.open(os.devnull, os.O_RDONLY)

    with (
        mock.patch.object(subprocess.Popen, "_execute_child", no_child),
        mock.patch.object(os, "waitpid", exited),
        mock.patch.object(os, "fork", started),
        mock.patch.object(os, "posix_spawn", started),
        mock.patch.object(os, "system", succeeded),
        mock.patch.object(pty, "fork", started_in_terminal),
        mock.patch.object(pty, "waitpid", exited),
    ):
        yield
