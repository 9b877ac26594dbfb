"""One child's connection: cuts its bytes into messages and limits how many of them are believed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from desktop_rum.channel.messages import Dropped, Hello, Message, NotAMessage, decode
from desktop_rum.child.frames import DROPPED, FATAL, LENGTH, MAX_FRAME, beginning

if TYPE_CHECKING:
    import socket

    from desktop_rum.channel.doors import Guest

HELLO_SECONDS: Final = 2.0
"""How long a client has to prove itself."""

BURST: Final = 1_000
"""Messages that a child may send at once."""

PER_SECOND: Final = 100.0
"""Messages that it may send for long."""

BURST_BYTES: Final = 16 * 1024 * 1024
BYTES_PER_SECOND: Final = 1024 * 1024

_COUNT: Final = beginning(DROPPED)
"""What a child has counted itself is read however much it has said."""

_LAST_WORD: Final = beginning(FATAL)
"""So is what it dies of, once."""

CHUNK: Final = 256 * 1024

_next_id = itertools.count(1).__next__


class ProtocolError(Exception):
    """The other end is no child of ours, or sends nonsense."""


class Connection:
    """The state of one connection; whoever has the server's lock may use it."""

    def __init__(self, accepted: socket.socket, guest: Guest, now: float) -> None:
        """Arguments: the socket, who connected, the monotonic time in seconds."""
        self.id = _next_id()
        self.socket = accepted
        self.pid = guest.pid
        """As the system has it; None where that is found out with the hello."""
        self.names_itself = False
        """Whether the system has forgotten whose connection it was, so that the pid is its own word."""
        self.pids: tuple[int, ...] = ()
        """The process and its ancestors below ours, the nearest first."""
        self.started: float | None = None
        """When the process started, as `Reading.started`."""
        self.hello: Hello | None = None
        self.deadline = now + HELLO_SECONDS
        self.limited = 0
        """Messages beyond the limit that were not told yet."""
        self._guest = guest
        self._buffer = bytearray()
        self._messages = float(BURST)
        self._bytes = float(BURST_BYTES)
        self._refilled = now
        self._always_read: tuple[bytes, ...] = _COUNT, _LAST_WORD

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
        self._buffer += data if self.hello is not None else self._frames_of_stranger(data)
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
        """How many messages were beyond the limit since the last call."""
        count, self.limited = self.limited, 0
        return count

    def _frames_of_stranger(self, data: bytes) -> bytes:
        try:
            answer, data = self._guest.take(data)
            if answer and self.socket.send(answer) != len(answer):  # into an empty buffer
                raise ProtocolError("a client that does not read")
        except (ValueError, OSError) as error:
            raise ProtocolError(str(error)) from error
        return data

    def _take(self, body: bytes, found: list[Message]) -> None:
        limited = self._messages < 1 or self._bytes < len(body)
        if self.hello is not None and limited and not body.startswith(self._always_read):
            self.limited += 1
            return
        if body.startswith(_LAST_WORD):
            self._always_read = (_COUNT,)
        self._messages -= 1
        self._bytes -= len(body)
        try:
            message = decode(body)
        except NotAMessage as error:
            raise ProtocolError(str(error)) from error
        if isinstance(message, Hello):
            pid = None if self.hello is not None else self._guest.admits(message)
            if pid is None:
                raise ProtocolError("a wrong key, or a second one")
            self.pid, self.hello = pid, message
            self.names_itself = self._guest.pid is None
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
