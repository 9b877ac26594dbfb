"""What every child of the host has: a QProcess of its own, a message port, and signals that tell its life."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from playground.processes.process_exit import ProcessExit


class ChildProcess(QObject):
    """One child process; `state` is "starting", "running" or "exited"."""

    #: int: pid
    spawned = Signal(int)
    #: a JSON value that the child sent
    message = Signal(object)
    #: str: one sentence about something that went wrong on the port or with the start
    error = Signal(str)
    #: str ("stdout" or "stderr"), str: what it wrote there
    output = Signal(str, str)
    #: ProcessExit; all messages sent before the end have come before it
    exited = Signal(object)

    name: str
    pid: int  # 0 before it runs; kept after the exit
    state: str
    exit: ProcessExit | None

    def post(self, message: Any) -> None:
        """Send a JSON value; what is sent before the child listens is kept for it."""
        raise NotImplementedError

    def terminate(self, grace: float = 2.0) -> None:
        """Ask the child to end; after `grace` seconds it is killed."""
        raise NotImplementedError

    def kill(self) -> None:
        """End the child at once."""
        raise NotImplementedError

    async def wait_exited(self) -> ProcessExit:
        """Wait until the child is gone."""
        raise NotImplementedError
