"""Ends a command with all that it started, where it runs in a process group of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

import psutil


def kill_tree(pid: int) -> None:
    """Kill a process and those below it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in (*process.children(recursive=True), process):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()


def kill_whole(pid: int) -> None:
    """Kill the process group of this process; on Windows, which has none, those below it."""
    if sys.platform == "win32":
        kill_tree(pid)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
