"""Where children come in: a listening socket, who is behind a connection to it, and how a child proves itself there."""

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


class Proof(Protocol):
    """What one client has shown so far."""

    def admits(self, hello: Hello) -> bool:
        """Whether who says this is a child of ours."""


class Door(Protocol):
    """The listening end of the channel."""

    listener: socket.socket
    """Bound, listening, never blocking."""

    most_strangers: int
    """Connections that have not proved themselves; one more ends the oldest."""

    def proof(self) -> Proof:
        """For one client."""

    def peer(self, accepted: socket.socket) -> int | None:
        """The pid that connected; None where it is not let in."""


class LocalDoor:
    """A Unix socket in the folder: the kernel says who connects, and the key is shown in the first frame."""

    most_strangers: int = 16  # a child proves itself with its first bytes

    def __init__(self, folder: ChannelFolder) -> None:
        """Listen.

        Raises:
            OSError: the socket cannot be made.
        """
        self._key = folder.key
        self.listener = descriptors.moved(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
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

    def proof(self) -> KeyShown:
        """See `Door`."""
        return KeyShown(self._key)

    @staticmethod
    def peer(accepted: socket.socket) -> int | None:
        """See `Door`."""
        return peer_of(accepted)


class KeyShown:
    """The key is in the first frame."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def admits(self, hello: Hello) -> bool:
        """See `Proof`."""
        import hmac

        return hmac.compare_digest(hello.key.encode(), self._key)
