"""The child's end of its message port to the playground; needs nothing but the standard library.

`port = parent_port.connect()`, then `for message in port: …` and `port.post(answer)`. The loop ends when the playground
goes away, so that no worker outlives it.
"""

from __future__ import annotations

import contextlib
import os
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
        while True:
            try:
                data = self._socket.recv(_CHUNK, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            except ConnectionError:
                data = b""
            if not data:
                is_open = False
                break
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
    path = os.environ.pop(VARIABLE, None)
    if path is None:
        text = "This program is a worker: it is started by the playground, which gives it a message port"
        raise NoParentError(text)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(path)
    except OSError as problem:
        connection.close()
        text = f"The playground does not answer on its message port: {problem}"
        raise NoParentError(text) from problem
    return ParentPort(connection)
