"""A child's connection over a Unix socket: who has the key shows it in the first frame, and nothing is answered."""

from __future__ import annotations

import os
import socket
import sys

from desktop_rum import descriptors, native
from desktop_rum.child.meeting_place import KEY, SOCKET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

BUFFER_BYTES: Final = 1024 * 1024
SEND_FLAGS: Final[int] = getattr(socket, "MSG_NOSIGNAL", 0) | getattr(socket, "MSG_DONTWAIT", 0)

_DARWIN_NO_SIGPIPE: Final = 0x1022
"""SO_NOSIGPIPE of macOS, which has no MSG_NOSIGNAL."""


class LocalSocket:
    """See `Link` in `sender.py`."""

    def __init__(self, folder: str) -> None:
        """Connect to the main process that has this folder.

        Raises:
            BlockingIOError: too many are waiting there.
            OSError, ValueError: there is none.
        """
        with open(os.path.join(folder, KEY), encoding="ascii") as file:  # noqa: PTH118, PTH123 - pathlib is dear
            self.introduction: dict[str, object] = {"key": file.read(256)}
        self._socket = descriptors.moved(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
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
        poll = native.select.poll()
        poll.register(self._socket.fileno(), native.select.POLLOUT)
        poll.poll(seconds * 1000)

    def close(self) -> None:
        """See `Link`."""
        self._socket.close()
