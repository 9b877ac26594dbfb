"""The record of one command from its call to its end, kept by the object that owns it and closed exactly once."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

next_run_id = itertools.count(1).__next__
"""One for each run of a command or process, so that no two are ever confused."""


class Run(msgspec.Struct):
    """One command. Runs are told apart by `id`: a pid is used again."""

    api: str
    """The call that the app made, in lower case with hyphens: run, popen, create-subprocess-exec …"""
    arguments: Any
    """What the app gave as the command: a text, bytes or path, or a tuple of these."""
    executable: Any
    """The program, where the app named it apart from the arguments; otherwise None."""
    shell: bool
    cwd: Any
    started_at_ns: int
    """Wall-clock time of the call, in ns since the epoch."""
    started_ns: int
    """The same moment on the monotonic clock."""
    pid: int | None = None
    timed_out: bool = False
    requested: bool = False
    """Whether the app asked for the exit through the object that owns the child."""
    detached: bool = False
    watch: int | None = None
    """What the exit watcher knows it by, while it is watched."""
    id: int = msgspec.field(default_factory=next_run_id)
