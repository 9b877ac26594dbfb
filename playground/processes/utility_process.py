"""A background worker: a Python module that runs in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence

from playground.processes.child_process import ChildProcess


class UtilityProcess(ChildProcess):
    """A worker with a service name, forked from a module."""

    @classmethod
    def fork(cls, module: str, args: Sequence[str] = (), *, service_name: str) -> UtilityProcess:
        """Start `python -m module args…`."""
        raise NotImplementedError
