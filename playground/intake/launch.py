"""Starts an intake in a process of its own, and talks to it; needs neither Qt nor an event loop."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlencode, urlsplit

from playground.intake.fault import Fault
from playground.intake.handshake import GOODBYE, LINGER, READY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

Found = TypeVar("Found")

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_WAIT = 30.0  # seconds of one request for news; the intake allows a minute


class IntakeError(RuntimeError):
    """The intake did not start, or gave no sensible answer."""


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event as the intake keeps it, with what its request said about itself."""

    seq: int
    received_ms: int
    request_id: str
    idempotency_key: str | None
    source: str | None
    origin: str | None
    origin_version: str | None
    event: dict[str, Any]


class IntakeProcess:
    """An intake that runs until `stop()`, also when this process dies: then until nobody has called for a while.

    Start it before `desktop_rum.init()`, otherwise it is reported as a command of the app.
    """

    def __init__(self, process: subprocess.Popen[bytes], url: str, complaints: IO[bytes]) -> None:
        self.url = url
        self.pid = process.pid
        self._process = process
        self._complaints = complaints

    @classmethod
    def start(
        cls,
        *,
        record: Path | None = None,
        database: Path | None = None,
        port: int = 0,
        linger: float = LINGER,
        timeout: float = 20.0,
    ) -> Self:
        """Start an intake and wait until it answers.

        Args:
            record: File to which it appends the events, one a line.
            database: SQLite file in which it keeps them; None keeps them until it ends.
            port: Port on loopback; 0 takes a free one.
            linger: Seconds without a request that it stays when this process dies.
            timeout: Seconds it may take to start.

        Raises:
            IntakeError: It did not start; the message is what it wrote to standard error.
        """
        arguments = ["--port", str(port), "--linger", str(linger)]
        for option, path in (("--record", record), ("--database", database)):
            if path is not None:
                arguments += [option, str(path.absolute())]
        complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop(); a pipe could fill up or break
        process = subprocess.Popen(
            [sys.executable, "-m", "playground.intake", *arguments],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            **_OUT_OF_REACH_OF_CTRL_C,
        )
        try:
            address = _wait_for_address(process, timeout)
        except BaseException:  # a Ctrl+C: nobody would ever say goodbye to it
            process.kill()
            raise
        intake = cls(process, address, complaints)
        if not address:
            reason = intake._stop_and_explain() or f"it printed neither an address nor a reason within {timeout} s"
            raise IntakeError(f"the intake did not start: {reason}")
        return intake

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def events(self, after: int = 0, wait: float = 0.0) -> list[ReceivedEvent]:
        """The events above a number, in the order of their arrival.

        Args:
            after: The `seq` of the newest event that is known already.
            wait: Seconds to wait for one, when there is none yet.

        Raises:
            IntakeError: The intake is gone, or does not answer.
        """
        wait = min(wait, LONGEST_WAIT)
        items = self._get("/events?" + urlencode({"after": after, "wait": wait}), patience=wait)
        return [ReceivedEvent(**item) for item in items]

    def health(self) -> dict[str, Any]:
        """How the intake is: `status`, and how many `events`, `requests` and `repeats` of requests it has seen."""
        return dict(self._get("/health"))

    def set_fault(self, fault: Fault) -> None:
        """Fail in this way from the next request on; `Fault.NONE` is the way back.

        Raises:
            IntakeError: The intake is gone, or does not answer.
        """
        self._ask("PUT", "/faults", body=json.dumps({"fault": fault}))

    def fault(self) -> Fault:
        """How it fails now."""
        return Fault(self._get("/faults")["fault"])

    def wait_for(self, find: Callable[[list[dict[str, Any]]], Found], timeout: float = 20.0) -> Found:
        """Look for something in all that was received, again whenever something new is there.

        Args:
            find: Gets all events so far; what it returns is the result, once that is true.
            timeout: Seconds until giving up.

        Raises:
            TimeoutError: It was not found; the message counts what was received, by type.
            IntakeError: The intake is gone, or does not answer.
        """
        deadline = time.monotonic() + timeout
        received = self.events()
        while not (found := find([item.event for item in received])):
            rest = deadline - time.monotonic()
            if rest <= 0:
                raise TimeoutError(f"not received within {timeout} s; received: {_summary(received)}")
            received += self.events(after=received[-1].seq if received else 0, wait=rest)
        return found

    def stop(self, timeout: float = 5.0) -> None:
        """Say goodbye and wait for the end of the process; beyond `timeout` seconds it is killed."""
        stdin = self._process.stdin
        with contextlib.suppress(OSError, ValueError):  # it is gone already, or was stopped before
            if stdin:
                stdin.write(GOODBYE)
                stdin.close()
        alarm = threading.Timer(timeout, self._process.kill)  # a wait with a timeout looks every 50 ms only
        alarm.start()
        self._process.wait()
        alarm.cancel()
        self._complaints.close()

    def _stop_and_explain(self) -> str:
        self._process.kill()
        self._process.wait()
        self._complaints.seek(0)
        complaints = self._complaints.read().decode(errors="replace").strip()
        self.stop()
        return complaints

    def _get(self, target: str, patience: float = 0.0) -> Any:
        return self._ask("GET", target, patience)

    def _ask(self, method: str, target: str, patience: float = 0.0, body: str | None = None) -> Any:
        # A socket, because the SDK in this process would report each request of a client as one of the app's.
        address = urlsplit(self.url)
        content = (body or "").encode()
        head = f"{method} {target} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n"
        try:
            with socket.create_connection((address.hostname, address.port), patience + 10) as connection:
                connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
                with http.client.HTTPResponse(connection, method=method) as response:
                    response.begin()
                    answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise IntakeError(f"the intake at {self.url} does not answer: {error}") from error
        if response.status != http.client.OK:
            raise IntakeError(f"the intake answers {response.status} to {target}: {answer.decode(errors='replace')}")
        return json.loads(answer)


def _wait_for_address(process: subprocess.Popen[bytes], timeout: float) -> str:
    """The address that the process prints; empty when it ended instead, or had to be killed for taking too long."""
    if process.stdout is None:
        return ""
    alarm = threading.Timer(timeout, process.kill)
    alarm.start()
    with process.stdout as stdout:
        line = stdout.readline().decode(errors="replace")
    alarm.cancel()
    return line.removeprefix(READY).strip() if line.startswith(READY) and line.endswith("\n") else ""


def _summary(received: Sequence[ReceivedEvent]) -> str:
    types = [str(item.event.get("type")) for item in received]
    return ", ".join(f"{types.count(name)} {name}" for name in sorted(set(types))) or "nothing"


# A Ctrl+C in the terminal reaches the whole process group: without this it would end before the app's last events came.
_OUT_OF_REACH_OF_CTRL_C: dict[str, Any]
if sys.platform == "win32":
    _OUT_OF_REACH_OF_CTRL_C = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
else:
    _OUT_OF_REACH_OF_CTRL_C = {"start_new_session": True}
