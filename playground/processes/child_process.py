"""What every child of the host has: a QProcess of its own, a message port, and signals that tell its life."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QByteArray, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from desktop_rum import qt as desktop_rum_qt
from playground.processes.message_port import MessagePort, PortClosedError
from playground.processes.process_exit import ProcessExit
from workers.frames import MAX_MESSAGE
from workers.parent_port import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

#: where `python -m workers.…` finds the workers
CHECKOUT = Path(__file__).resolve().parents[2]

State = Literal["starting", "running", "exited"]


class ChildProcess(QObject):
    """One child process, from before its start until after its end."""

    #: bytes that one message of the child may have
    MAX_MESSAGE = MAX_MESSAGE

    #: int: pid
    spawned = Signal(int)
    #: a JSON value that the child sent
    message = Signal(object)
    #: str: one sentence about something that went wrong on the message port
    error = Signal(str)
    #: str ("stdout" or "stderr"), str: what it wrote there
    output = Signal(str, str)
    #: ProcessExit; every message sent before the end comes before it
    exited = Signal(object)

    def __init__(
        self,
        module: str,
        args: Sequence[str],
        *,
        role: Literal["utility", "renderer"],
        name: str,
        parent: QObject | None = None,
    ) -> None:
        """Prepare `python -m module args…`; `start` then runs it. `role` and `name` are what monitoring calls it."""
        super().__init__(parent)
        self.name = name
        self.state: State = "starting"
        #: 0 until it runs, and kept after its exit
        self.pid = 0
        #: None until it has exited
        self.exit: ProcessExit | None = None
        self._is_exit_requested = False
        self._waiting: set[asyncio.Future[ProcessExit]] = set()

        self._port = MessagePort(self, max_message=self.MAX_MESSAGE)
        self._port.message.connect(self._on_message)
        self._port.malformed.connect(self._on_malformed)
        self._port.error.connect(self.error)

        self._grace = QTimer(self, singleShot=True)
        self._grace.timeout.connect(self.kill)

        environment = QProcessEnvironment.systemEnvironment()
        environment.insert(VARIABLE, self._port.address)
        self._process = QProcess(self)
        # First of all, so that monitoring hears of an exit before the app acts on it.
        desktop_rum_qt.watch_process(self._process, role=role, name=name)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", module, *args])
        self._process.setWorkingDirectory(str(CHECKOUT))
        self._process.setProcessEnvironment(environment)
        self._process.started.connect(self._on_started)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)
        self._process.readyReadStandardOutput.connect(self._on_stdout)
        self._process.readyReadStandardError.connect(self._on_stderr)

    def start(self) -> None:
        """Start it; once."""
        self._process.start()

    def post(self, message: object) -> None:
        """Send a JSON value; what is sent before the child listens is kept for it.

        Raises FrameError when JSON cannot say it, PortClosedError when the child is gone, PortFullError when it
        does not read.
        """
        if self.exit is not None:
            text = f"{self.name} did not get the message: it is gone ({self.exit.summary})"
            raise PortClosedError(text)
        self._port.post(message)

    def terminate(self, grace: float = 2.0) -> None:
        """Ask the child to end; after `grace` seconds it is killed."""
        if self.state == "exited":
            return
        self._is_exit_requested = True
        self._process.terminate()
        self._grace.start(round(grace * 1000))

    def kill(self) -> None:
        """End the child at once."""
        if self.state == "exited":
            return
        self._is_exit_requested = True
        self._process.kill()

    async def wait_exited(self) -> ProcessExit:
        """Wait until the child is gone."""
        if self.exit is not None:
            return self.exit
        future: asyncio.Future[ProcessExit] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            return await future
        finally:
            self._waiting.discard(future)

    def _on_message(self, message: object) -> None:
        self.message.emit(message)

    def _on_malformed(self, problem: str) -> None:
        self.error.emit(problem)

    def _on_started(self) -> None:
        self.pid = self._process.processId()
        self.state = "running"
        self.spawned.emit(self.pid)

    def _on_stdout(self) -> None:
        self.output.emit("stdout", _text(self._process.readAllStandardOutput()))

    def _on_stderr(self) -> None:
        self.output.emit("stderr", _text(self._process.readAllStandardError()))

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        is_crash = status is QProcess.ExitStatus.CrashExit
        self._end(ProcessExit.of_qt(code, crashed=is_crash, requested=self._is_exit_requested))

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(ProcessExit(error=f"{self.name} could not be started: {self._process.errorString()}"))

    def _end(self, how: ProcessExit) -> None:
        self._port.drain()
        self._port.close()
        # Here and now: whatever thread finds the garbage later is not the one that these live in.
        for part in self.children():
            part.deleteLater()
        self.state = "exited"
        self.exit = how
        self.exited.emit(how)
        for future in tuple(self._waiting):
            if not future.done():
                future.set_result(how)


def _text(data: QByteArray) -> str:
    return bytes(data.data()).decode(errors="replace")
