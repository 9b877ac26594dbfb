"""A child's connection over TCP of this machine, where there are no Unix sockets: Windows.

Anybody may listen there, so nothing is said before the main process has proved itself. It takes a millisecond to do so:
who connects waits for that a moment, and then goes on with what it has to say waiting.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time

from desktop_rum import descriptors, native
from desktop_rum.child.handshake import NONCE_BYTES, PROOF_BYTES, ChildSide, WrongProof
from desktop_rum.child.link import BUFFER_BYTES, SEND_FLAGS
from desktop_rum.child.meeting_place import KEY, PORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

HOST: Final = "127.0.0.1"

CONNECT_SECONDS: Final = 0.25
"""How long a child waits for the system, and as long again for a main process that has other things to do."""


class LoopbackSocket:
    """See `Link`."""

    loses_unread = True

    def __init__(self, folder: str) -> None:
        """See `connect`."""
        self._handshake = ChildSide(_read(folder, KEY).encode())
        self.introduction: dict[str, object] = {"pid": os.getpid()}
        self._is_open = False
        self._socket = descriptors.moved(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.settimeout(CONNECT_SECONDS)
            self._socket.connect((HOST, int(_read(folder, PORT))))
            self._socket.setblocking(False)  # noqa: FBT003 - has no keyword
            self._socket.send(self._handshake.greeting, SEND_FLAGS)
            self.wait(CONNECT_SECONDS)
            with contextlib.suppress(BlockingIOError):
                self._greet()
        except (OSError, ValueError):
            self._socket.close()
            raise

    def send(self, data: bytes) -> int:
        """See `Link`."""
        if not self._is_open:
            self._greet()
        return self._socket.send(data, SEND_FLAGS)

    def wait(self, seconds: float) -> None:
        """See `Link`."""
        native.wait_for(self._socket.fileno(), seconds, to_write=self._is_open)

    def finish(self, seconds: float) -> None:
        """See `Link`: the main process closes its end when it has read everything."""
        if not self._is_open:
            return
        deadline = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                native.wait_for(self._socket.fileno(), left, to_write=False)
                with contextlib.suppress(BlockingIOError):
                    if not self._socket.recv(1):
                        return

    def close(self) -> None:
        """See `Link`."""
        self._socket.close()

    def forget(self) -> None:
        """See `Link`."""
        self._socket.detach()

    def _greet(self) -> None:
        """Take the main process's proof, and give ours.

        Raises:
            BlockingIOError: it has not answered yet.
            OSError: it is another program, or gone.
        """
        while not self._is_open:
            data = self._socket.recv(NONCE_BYTES + PROOF_BYTES)
            if not data:
                raise ConnectionResetError
            try:
                proof = self._handshake.take(data)
            except WrongProof as error:
                raise ConnectionRefusedError(str(error)) from error
            if proof is not None:
                self._socket.send(proof, SEND_FLAGS)  # into an empty buffer
                self._is_open = True


def _read(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding="ascii") as file:  # noqa: PTH118, PTH123 - pathlib is dear
        return file.read(256)
