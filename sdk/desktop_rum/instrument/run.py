"""The record of one command from its call to its end, kept by the object that owns it and closed exactly once.

Closed, it is what the pipeline is told: the command ended, failed to start, or is left behind at the SDK's end.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, Final

import msgspec

RUN_OF_POPEN: Final = "_desktop_rum_run"
"""Where a `Popen` object keeps its run. Never read by `vars()`, which makes Python give the object a larger form."""

next_run_id = itertools.count(1).__next__
"""One for each run of a command or process, so that no two are ever confused."""


class Run(msgspec.Struct, eq=False):
    """One command. Runs are told apart by `id`: a pid is used again."""

    api: str
    """The call that the app made, in lower case with hyphens: run, popen, create-subprocess-exec …"""
    arguments: Any
    """What the app gave as the command: a text or bytes, or a tuple of these."""
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
    """Whether it was started to outlive us, or does."""
    owner_seconds: float = 0.0
    """How long the owner of the child has to tell its status once the child is gone, whatever the watch has seen.

    Zero where the owner knows no better, or is being deleted and tells at once or never.
    """
    ask_owner: Callable[[], int | None] | None = None
    """Asks the owner for the status, where the owner does not tell by itself."""
    signal_unknown: bool = False
    """Whether it was killed by a signal of which nobody says which."""
    watched: bool = False
    """Whether the exit watcher looks after it."""
    closed: bool = False
    """Whether its end has been told."""
    ended_ns: int = 0
    """When it ended, on the monotonic clock; it and what follows are set when the run is closed."""
    returncode: int | None = None
    """As `Popen.returncode`: negative for a signal. None when the status is not known or the program never started."""
    failure: tuple[str, str] | None = None
    """Why the program never started: the errno's name, such as ENOENT, and the message."""
    lost: bool = False
    """Whether somebody else had taken the status when the app waited. The 0 that `Popen` makes up is not reported."""
    gone_ns: int | None = None
    """When the child was seen to exit, on the monotonic clock; None where nobody saw it before its owner told."""
    gone_status: int | None = None
    """Its status, as far as it could be had then."""
    told: bool = False
    """Whether the pipeline has been told of its end."""
    left_running: bool = False
    """Whether it still runs, as far as we know, now that the SDK stops."""
    id: int = msgspec.field(default_factory=next_run_id)

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """None where the app copies or pickles the `Popen` that has it: who reads the copy may not have the SDK."""
        return type(None), ()
