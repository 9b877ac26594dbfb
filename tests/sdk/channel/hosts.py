"""A channel without the rest of the SDK: the server, driven by hand, and clients that behave badly."""

from __future__ import annotations

import select
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.channel.doors import LocalDoor
from desktop_rum.channel.folder import ChannelFolder
from desktop_rum.channel.readiness import EpollReadiness, KqueueReadiness
from desktop_rum.channel.server import ChannelServer
from desktop_rum.child.frames import LENGTH, encode
from desktop_rum.process_table import PsutilTable, system_table

if TYPE_CHECKING:
    from desktop_rum.channel.readiness import Readiness


class _Kqueue:
    """A kqueue of files as macOS has it, over an epoll."""

    KQ_FILTER_READ = -1
    KQ_EV_ADD, KQ_EV_DELETE = 1, 2

    def kqueue(self) -> _Kqueue:
        self._epoll = select.epoll()
        return self

    def fileno(self) -> int:
        return self._epoll.fileno()

    @staticmethod
    def kevent(ident: int, kind: int, flags: int) -> SimpleNamespace:
        return SimpleNamespace(ident=ident, filter=kind, flags=flags)

    def control(self, changes: list[Any] | None, most: int, seconds: float) -> list[Any]:
        for change in changes or ():
            if change.flags == self.KQ_EV_ADD:
                self._epoll.register(change.ident, select.EPOLLIN)
            else:
                self._epoll.unregister(change.ident)
        ready = self._epoll.poll(seconds, most) if most else []
        return [self.kevent(descriptor, self.KQ_FILTER_READ, 0) for descriptor, _ in ready]

    def close(self) -> None:
        self._epoll.close()


PLATFORMS: Final = ("linux", "macos")


def readiness_of(platform: str) -> Readiness:
    """Ours is the real one, theirs stands on it."""
    return EpollReadiness() if platform == "linux" else KqueueReadiness(_Kqueue())


class Host:
    """A server whose observations are kept."""

    def __init__(self, open_files: int = 4_096, platform: str = sys.platform) -> None:
        self.folder = ChannelFolder()
        self.told: list[Any] = []
        self._readiness = readiness_of(platform)
        self.server = ChannelServer(
            self.folder,
            LocalDoor(self.folder),
            self.told.append,
            open_files,
            self._readiness,
            system_table() if platform == "linux" else PsutilTable(),
        )
        self.clients: list[socket.socket] = []

    def client(self, *first: bytes) -> socket.socket:
        """A connection that sends this first."""
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(str(self.folder.socket))
        self.clients.append(client)
        for data in first:
            client.sendall(data)
        return client

    def child(self, *messages: dict[str, Any], **introduction: Any) -> socket.socket:
        """A connection that proves itself, and says this."""
        return self.client(self.hello(**introduction), *map(encode, messages))

    def hello(self, key: str | None = None, **fields: Any) -> bytes:
        """The first frame of a child."""
        return encode({"type": "hello", "key": self.folder.key if key is None else key, **fields})

    def work(self) -> None:
        """Let the server do all that there is to do now."""
        while self._readiness.wait(0):
            self.server.on_ready()

    def kinds(self) -> list[str]:
        """What was told, by kind of observation."""
        return [type(observation).__name__ for observation in self.told]

    def stop(self) -> None:
        """Close everything."""
        for client in self.clients:
            client.close()
        self.server.stop()


def is_open(client: socket.socket) -> bool:
    """Whether the server has not ended the connection."""
    client.setblocking(False)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def frame_that_claims(size: int) -> bytes:
    """The start of a frame."""
    return LENGTH.pack(size)


def open_descriptors() -> set[str]:
    """The numbers of this process's open files."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}
