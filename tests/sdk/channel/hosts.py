"""A channel without the rest of the SDK: the server, driven by hand, and clients that behave badly."""

from __future__ import annotations

import select
import socket
from pathlib import Path
from typing import Any

from desktop_rum.channel.folder import ChannelFolder
from desktop_rum.channel.server import ChannelServer
from desktop_rum.child.frames import LENGTH, encode


class Host:
    """A server whose observations are kept."""

    def __init__(self, open_files: int = 4_096) -> None:
        self.folder = ChannelFolder()
        self.told: list[Any] = []
        self.server = ChannelServer(self.folder, self.told.append, open_files)
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
        while select.select([self.server.fileno()], [], [], 0)[0]:
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
