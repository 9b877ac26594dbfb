"""A child's connection to the main process: over a Unix socket, or where there are none as `loopback.py` has it."""

from __future__ import annotations

import os
import socket
import sys

from desktop_rum import descriptors, native
from desktop_rum.child.meeting_place import KEY, PORT, SOCKET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Protocol

    class Link(Protocol):
        """A connection. It never blocks, but for `wait` and `finish`."""

        introduction: dict[str, object]
        """What the first frame has to say of it."""

        loses_unread: bool
        """Whether what the main process has not read yet may be lost when this process ends."""

        def send(self, data: bytes) -> int:
            """How many of the bytes the system has taken.

            Raises:
                BlockingIOError: none at this moment.
                OSError: the main process is gone.
            """

        def wait(self, seconds: float) -> None:
            """Until some more can be sent, at most so long."""

        def finish(self, seconds: float) -> None:
            """Say that nothing follows, and wait until all has been read, at most so long."""

        def close(self) -> None:
            """Also what a parent has open still."""

        def forget(self) -> None:
            """Close nothing: the app has closed the file, and its number may be that of one of its own by now."""


BUFFER_BYTES: Final = 1024 * 1024
SEND_FLAGS: Final[int] = getattr(socket, "MSG_NOSIGNAL", 0) | getattr(socket, "MSG_DONTWAIT", 0)

_DARWIN_NO_SIGPIPE: Final = 0x1022
"""SO_NOSIGPIPE of macOS, which has no MSG_NOSIGNAL."""


def connect(folder: str) -> Link:
    """A connection to the main process that has this folder, in the way that it is listening.

    Raises:
        BlockingIOError: too many are waiting there.
        OSError, ValueError: there is none.
    """
    if not os.path.exists(os.path.join(folder, PORT)):  # noqa: PTH110, PTH118 - pathlib is dear
        return LocalSocket(folder)
    from desktop_rum.child.loopback import LoopbackSocket  # with hmac, which only this takes

    return LoopbackSocket(folder)


class LocalSocket:
    """A Unix socket: who has the key shows it in the first frame, and nothing is answered."""

    loses_unread = False

    def __init__(self, folder: str) -> None:
        """See `connect`."""
        with open(os.path.join(folder, KEY), encoding="ascii") as file:  # noqa: PTH118, PTH123 - pathlib is dear
            self.introduction: dict[str, object] = {"key": file.read(256)}
        self._socket = descriptors.unix_socket()
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
            if sys.platform == "darwin":
                self._socket.setsockopt(socket.SOL_SOCKET, _DARWIN_NO_SIGPIPE, 1)
            self._socket.setblocking(False)  # noqa: FBT003 - has no keyword
            self._socket.connect(os.path.join(folder, SOCKET))  # noqa: PTH118 - as above
        except OSError:
            self._socket.close()
            raise

    def send(self, data: bytes) -> int:
        """See `Link`."""
        return self._socket.send(data, SEND_FLAGS)

    def wait(self, seconds: float) -> None:
        """See `Link`."""
        native.wait_for(self._socket.fileno(), seconds, to_write=True)

    def finish(self, seconds: float) -> None:
        """See `Link`: there is nothing to wait for."""

    def close(self) -> None:
        """See `Link`."""
        self._socket.close()

    def forget(self) -> None:
        """See `Link`."""
        self._socket.detach()
