"""One child's connection: cuts its bytes into messages and limits how many of them are believed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from desktop_rum.channel.messages import Dropped, Hello, Message, NotAMessage, decode
from desktop_rum.child.frames import LENGTH, MAX_FRAME

if TYPE_CHECKING:
    import socket

    from desktop_rum.channel.doors import Proof

HELLO_SECONDS: Final = 2.0
"""How long a client has to prove itself."""

BURST: Final = 1_000
"""Messages that a child may send at once."""

PER_SECOND: Final = 100.0
"""Messages that it may send for long."""

BURST_BYTES: Final = 16 * 1024 * 1024
BYTES_PER_SECOND: Final = 1024 * 1024

_COUNT: Final = b'{"type": "dropped"'
"""What a child has counted itself is read however much it has said."""

CHUNK: Final = 256 * 1024

_next_id = itertools.count(1).__next__


class ProtocolError(Exception):
    """The other end is no child of ours, or has gone mad."""


class Connection:
    """The state of one connection; whoever has the server's lock may use it."""

    def __init__(self, accepted: socket.socket, proof: Proof, now: float, pid: int) -> None:
        """Arguments: the socket, how to prove itself, the monotonic time in seconds, the pid as the kernel has it."""
        self.id = _next_id()
        self.socket = accepted
        self.pid = pid
        self.pids: tuple[int, ...] = (pid,)
        """The process and its ancestors below ours, the nearest first."""
        self.started: float | None = None
        """When the process started, as `Reading.started`."""
        self.hello: Hello | None = None
        self.deadline = now + HELLO_SECONDS
        self.limited = 0
        """Messages beyond the limit that were not told yet."""
        self._proof = proof
        self._buffer = bytearray()
        self._messages = float(BURST)
        self._bytes = float(BURST_BYTES)
        self._refilled = now

    def receive(self) -> bytes | None:
        """What has arrived; empty at the end of the connection, None when there is nothing now."""
        try:
            return self.socket.recv(CHUNK)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def feed(self, data: bytes, now: float) -> list[Message]:
        """The messages that are complete with these bytes.

        Raises:
            ProtocolError: nothing that this client sends can be believed.
        """
        self._buffer += data
        self._refill(now)
        found: list[Message] = []
        position = 0
        while len(self._buffer) - position >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._buffer, position)
            if length > MAX_FRAME:
                raise ProtocolError(f"a frame claims {length} bytes")
            end = position + LENGTH.size + length
            if len(self._buffer) < end:
                break
            self._take(bytes(self._buffer[position + LENGTH.size : end]), found)
            position = end
        del self._buffer[:position]
        return found

    def take_limited(self) -> int:
        """How many messages were not read because there were too many, once."""
        count, self.limited = self.limited, 0
        return count

    def _take(self, body: bytes, found: list[Message]) -> None:
        limited = self._messages < 1 or self._bytes < len(body)
        if self.hello is not None and limited and not body.startswith(_COUNT):
            self.limited += 1
            return
        self._messages -= 1
        self._bytes -= len(body)
        try:
            message = decode(body)
        except NotAMessage as error:
            raise ProtocolError(str(error)) from error
        if isinstance(message, Hello):
            if self.hello is not None or not self._proof.admits(message):
                raise ProtocolError("a wrong key, or a second one")
            self.hello = message
        elif self.hello is None:
            raise ProtocolError("no key")
        elif isinstance(message, Dropped):
            self.limited += max(0, min(message.count, 2**31))
            return
        found.append(message)

    def _refill(self, now: float) -> None:
        passed = max(0.0, now - self._refilled)
        self._refilled = now
        self._messages = min(float(BURST), self._messages + passed * PER_SECOND)
        self._bytes = min(float(BURST_BYTES), self._bytes + passed * BYTES_PER_SECOND)
