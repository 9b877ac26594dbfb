"""An intake on a real socket that misbehaves as told: statuses, silence, half answers, resets, a byte at a time."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugins.manual_clock import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

Behaviour = Callable[["Exchange"], None]
"""What to do about one request; must not take longer than the test."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request, as it came."""

    target: str
    headers: dict[str, str]
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.headers["dd-idempotency-key"]


@dataclass(slots=True)
class Exchange:
    """A request and the connection to answer it on."""

    connection: socket.socket
    received: Received
    over: threading.Event
    """Set at the test's end: whoever hangs stops hanging."""

    def answer(self, status: int, headers: str = "") -> None:
        """A whole answer."""
        body = b"" if status in (204, 304) else b"{}"
        head = f"HTTP/1.1 {status} Whatever\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self.connection.sendall(head.encode() + body)

    def hang(self) -> None:
        """Say nothing until the client goes or the test ends."""
        self.connection.settimeout(PATIENCE)
        with contextlib.suppress(OSError):
            self.connection.recv(1)

    def reset(self) -> None:
        """Close with RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())


def status(code: int, headers: str = "") -> Behaviour:
    """Answer with this status."""
    return lambda exchange: exchange.answer(code, headers)


class FaultyIntake:
    """Listens on loopback; takes one behaviour a request from `plan`, and answers 202 when that is empty."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/rum"
        self.requests: list[Received] = []
        self.plan: list[Behaviour] = []
        self.otherwise: Behaviour = status(202)
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._spawn(self._accept)

    def events(self) -> list[dict[str, Any]]:
        """Every event of every request, accepted or not."""
        return [event for request in self.requests for event in request.events]

    def wait_for_requests(self, count: int) -> None:
        """Return once so many requests have come in full."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, PATIENCE), f"{len(self.requests)} came"

    def stop(self) -> None:
        """Close everything."""
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.close()

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the end
            while not self._over.is_set():
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                if not line.startswith(b"POST "):
                    return
                target = line.split()[1].decode()
                headers: dict[str, str] = {}
                while (header := stream.readline().strip()) != b"":
                    name, _, value = header.decode().partition(":")
                    headers[name.lower()] = value.strip()
                body = gzip.decompress(stream.read(int(headers["content-length"])))
                received = Received(target, headers, [json.loads(item) for item in body.split(b"\n") if item])
                behave = self.plan.pop(0) if self.plan else self.otherwise
                with self._changed:
                    self.requests.append(received)
                    self._changed.notify_all()
                behave(Exchange(connection, received, self._over))


@pytest.fixture
def faulty_intake() -> Iterator[FaultyIntake]:
    """An intake that does as the test says."""
    intake = FaultyIntake()
    yield intake
    intake.stop()
