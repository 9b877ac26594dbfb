"""A channel without the rest of the SDK: the server, driven by hand, and clients that behave badly."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.channel.doors import LocalDoor
from desktop_rum.channel.folder import ChannelFolder
from desktop_rum.channel.platforms import LINUX, Platform, loopback
from desktop_rum.channel.readiness import KqueueReadiness
from desktop_rum.channel.server import ChannelServer
from desktop_rum.channel.thread import ChannelThread
from desktop_rum.child.frames import LENGTH, encode
from desktop_rum.child.handshake import NONCE_BYTES, PROOF_BYTES, ChildSide
from desktop_rum.process_table import PsutilTable, system_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


ACTION: Final = {"type": "action", "at_ns": 1, "name": "a"}
"""What a child may say."""

PATIENCE: Final = 30.0


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


PLATFORMS: Final[dict[str, Callable[[], Platform]]] = {
    "linux": lambda: LINUX,
    "macos": lambda: Platform(lambda: KqueueReadiness(_Kqueue()), LocalDoor),
    "windows": loopback,
}


class Host:
    """A server whose observations are kept."""

    def __init__(self, open_files: int = 4_096, platform: str = sys.platform) -> None:
        ways = PLATFORMS[platform]()
        self.folder = ChannelFolder(for_socket=ways.has_socket_file)
        self.told: list[Any] = []
        self.held: list[int] = []
        self._readiness = ways.readiness()
        self._door = ways.door(self.folder)
        self.server = ChannelServer(
            self.folder,
            self._door,
            self.told.append,
            open_files,
            self._readiness,
            system_table() if platform == "linux" else PsutilTable(),
            lambda pid, _: self.held.append(pid),
        )
        self.clients: list[socket.socket] = []

    def client(self, *first: bytes) -> socket.socket:
        """A connection that sends this first."""
        listener = self._door.listener
        client = socket.socket(listener.family, socket.SOCK_STREAM)
        client.connect(listener.getsockname())
        if self.has_handshake:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the server is asked for it at once
        self.clients.append(client)
        for data in first:
            client.sendall(data)
        return client

    def child(self, *messages: object, **introduction: Any) -> socket.socket:
        """A connection that proves itself, and says this."""
        client = self.client()
        if self.has_handshake:
            shake_hands(client, self.folder.key, self.work)
        client.sendall(b"".join([self.hello(**introduction), *map(encode, messages)]))  # type: ignore[arg-type]  # any JSON
        return client

    def hello(self, key: str | None = None, **fields: Any) -> bytes:
        """The first frame of a child."""
        shown = {} if self.has_handshake else {"key": self.folder.key if key is None else key}
        return encode({"type": "hello", **shown, "pid": os.getpid(), **fields})

    @property
    def most_strangers(self) -> int:
        """How many connections may have proved nothing."""
        return self._door.most_strangers

    @property
    def has_handshake(self) -> bool:
        """Whether the key is not shown, but proved."""
        return self._door.listener.family == socket.AF_INET

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Meanwhile a thread does the work, as in an app."""
        thread = ChannelThread(self.server)
        try:
            yield
        finally:
            thread.stop()

    def until(self, is_so: Callable[[], bool]) -> None:
        """Work until it is so."""
        deadline = time.monotonic() + PATIENCE
        self.work()
        while not is_so():
            left = deadline - time.monotonic()
            assert left > 0, self.kinds()
            self._readiness.wait(left)
            self.work()

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


def shake_hands(client: socket.socket, key: str, work: Callable[[], object]) -> None:
    """A child's part, while `work` lets the server do its own."""
    child = ChildSide(key.encode())
    client.sendall(child.greeting)
    work()
    proof = child.take(client.recv(NONCE_BYTES + PROOF_BYTES))
    assert proof is not None
    client.sendall(proof)


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
