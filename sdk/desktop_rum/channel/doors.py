"""Where children come in: a listening socket, and what has to be known of whoever connects there."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import TYPE_CHECKING, Final, Protocol

from desktop_rum import descriptors
from desktop_rum.channel.peers import peer_of

if TYPE_CHECKING:
    from desktop_rum.channel.folder import ChannelFolder
    from desktop_rum.channel.messages import Hello

BACKLOG: Final = 512

BUFFER_BYTES: Final = 1024 * 1024


class Guest(Protocol):
    """A client that has not proved itself."""

    pid: int | None
    """Who it is, as the system says; None where that is asked once it has proved itself, or was forgotten by then."""

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """What it is to be answered, and what of its bytes are frames.

        Raises:
            ValueError: it is no child of ours.
        """

    def admits(self, hello: Hello) -> int | None:
        """The pid of who says this; None where it is no child of ours."""


class Door(Protocol):
    """The listening end of the channel."""

    listener: socket.socket
    """Bound, listening, never blocking."""

    most_strangers: int
    """Connections that have not proved themselves; one more ends the oldest."""

    def meet(self, accepted: socket.socket) -> Guest | None:
        """Who has connected; None where it is not let in."""


class LocalDoor:
    """A Unix socket in the folder: the kernel says who connects, and the key is shown in the first frame."""

    most_strangers: int = 16  # a child proves itself with its first bytes

    def __init__(self, folder: ChannelFolder) -> None:
        """Listen.

        Raises:
            OSError: the socket cannot be made.
        """
        self._key = folder.key
        self.listener = descriptors.unix_socket()
        try:
            # Linux asks the sender's buffer only. Elsewhere what a dead child has said lies in this one.
            with contextlib.suppress(OSError):
                self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
            self.listener.bind(str(folder.socket))
            os.chmod(folder.socket, 0o600)  # noqa: PTH101 - one system call, by the name that was bound
            self.listener.listen(BACKLOG)
        except OSError:
            self.listener.close()
            raise
        self.listener.setblocking(False)  # noqa: FBT003 - has no keyword

    def meet(self, accepted: socket.socket) -> LocalGuest | None:
        """See `Door`."""
        pid = peer_of(accepted)
        return None if pid is None else LocalGuest(self._key, pid)


class LocalGuest:
    """Shows the key in its first frame."""

    def __init__(self, key: str, pid: int) -> None:
        self.pid: int | None = pid
        self._key = key.encode()

    @staticmethod
    def take(data: bytes) -> tuple[bytes, bytes]:
        """See `Guest`."""
        return b"", data

    def admits(self, hello: Hello) -> int | None:
        """See `Guest`."""
        import hmac

        return self.pid if hmac.compare_digest(hello.key.encode(), self._key) else None
