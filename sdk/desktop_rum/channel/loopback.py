"""The door where there are no Unix sockets, as on Windows: TCP of this machine, with a port that lies in the folder.

Any user of the machine may connect, and another program may get the port once we are gone. So both sides prove that
they know the key (`handshake.py`), before a child says anything, and nobody looks for the pid of a stranger.
"""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING, Final

from desktop_rum import descriptors
from desktop_rum.channel.doors import BACKLOG, BUFFER_BYTES
from desktop_rum.channel.peers import owner_of
from desktop_rum.child.handshake import MainSide
from desktop_rum.child.loopback import HOST
from desktop_rum.child.meeting_place import PORT

if TYPE_CHECKING:
    from desktop_rum.channel.folder import ChannelFolder
    from desktop_rum.channel.messages import Hello

_EXCLUSIVE: Final[int | None] = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
"""Without it another program may listen on the same port of Windows, and take our children's connections."""


class LoopbackDoor:
    """See `Door`."""

    most_strangers: int = 128  # a child has to hear from us before it proves itself, and a hundred may start at once

    def __init__(self, folder: ChannelFolder) -> None:
        """Listen.

        Raises:
            OSError: the socket cannot be made.
        """
        self._key = folder.key.encode()
        self.listener = descriptors.moved(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        try:
            if _EXCLUSIVE is not None:
                self.listener.setsockopt(socket.SOL_SOCKET, _EXCLUSIVE, 1)
            with contextlib.suppress(OSError):  # what a dead child has said lies in it
                self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
            self.listener.bind((HOST, 0))
            self.listener.listen(BACKLOG)
            self.listener.setblocking(False)  # noqa: FBT003 - has no keyword
            folder.leave(PORT, str(self.listener.getsockname()[1]))
        except OSError:
            self.listener.close()
            raise

    def meet(self, accepted: socket.socket) -> LoopbackGuest | None:
        """See `Door`."""
        try:
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return LoopbackGuest(self._key, accepted.getpeername(), accepted.getsockname())
        except OSError:  # gone
            return None


class LoopbackGuest:
    """See `Guest`."""

    def __init__(self, key: bytes, theirs: tuple[str, int], ours: tuple[str, int]) -> None:
        """Arguments: the key, and the two ends of the connection."""
        self.pid: int | None = None
        self._handshake = MainSide(key)
        self._ends = theirs, ours

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """See `Guest`."""
        return self._handshake.take(data)

    def admits(self, hello: Hello) -> int | None:
        """See `Guest`. The pid is the system's; a child that has hung up by now is who it says it is."""
        self.pid = owner_of(*self._ends)
        return self.pid or hello.pid
