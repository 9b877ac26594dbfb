"""The child's end of its message port to the playground; needs nothing but the standard library.

`port = parent_port.connect()`, then `for message in port: …` and `port.post(answer)`. The loop ends when the playground
goes away, so that no worker outlives it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

from workers.frames import FrameReader, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

#: names the socket; taken out of the environment at once, because it is for this process and not for its children
VARIABLE = "PLAYGROUND_PARENT_PORT"

_CHUNK = 65_536


class NoParentError(RuntimeError):
    """This program was not started by the playground, or the playground is gone."""


class ParentPort:
    """Messages to and from the playground, in order, each way."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._reader = FrameReader()
        self._sending = threading.Lock()

    def fileno(self) -> int:
        """For event loops: readable when `receive_available` has something."""
        return self._socket.fileno()

    def post(self, message: object) -> None:
        """Send a JSON value, from any thread; waits while the playground does not read.

        When the playground has closed the port, the message is for nobody: who reads learns of that, not who writes.
        """
        frame = encode(message)
        with self._sending, contextlib.suppress(ConnectionError):
            self._socket.sendall(frame)

    def __iter__(self) -> Iterator[Any]:
        """Messages as they come, until the playground closes the port."""
        while True:
            yield from self._complete()
            data = self._receive()
            if not data:
                return
            self._reader.feed(data)

    def receive_available(self) -> tuple[list[Any], bool]:
        """What has arrived, without waiting, and whether the playground is still there."""
        is_open = True
        while is_open and select.select((self._socket,), (), (), 0)[0]:
            data = self._receive()
            is_open = bool(data)
            self._reader.feed(data)
        return list(self._complete()), is_open

    def close(self) -> None:
        """End the conversation; can be called again."""
        self._socket.close()

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(_CHUNK)
        except ConnectionError:
            return b""

    def _complete(self) -> Iterator[Any]:
        while (message := self._reader.next_message()) is not None:
            yield message[0]


def connect() -> ParentPort:
    """The port to the playground that started this process; raises NoParentError when there is none."""
    # Ctrl+C in a terminal reaches every process that it runs. It is meant for the playground, which ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    address = os.environ.pop(VARIABLE, None)
    if address is None:
        text = "This program is a worker: it is started by the playground, which gives it a message port"
        raise NoParentError(text)
    try:
        return ParentPort(connection_to(address))
    except OSError as problem:
        text = f"The playground does not answer on its message port: {problem}"
        raise NoParentError(text) from problem


def connection_to(address: str) -> socket.socket:
    """To a Unix socket at a path, or to `PORT TOKEN`: a port of 127.0.0.1, and what has to be said there first."""
    port, _, token = address.partition(" ")
    if port.isdecimal():
        connection = socket.create_connection(("127.0.0.1", int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(token.encode())
        return connection
    family = getattr(socket, "AF_UNIX", None)
    if family is None:
        raise OSError(f"there are no Unix sockets here, such as {address}")
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection
