"""The host's end of a message port: JSON values in both directions over a local socket that only one child can find."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.processes.port_doors import UnixDoor, door_of_this_system, is_connected
from workers.frames import MAX_MESSAGE, BrokenStreamError, FrameError, FrameReader, encode

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket, QTcpSocket

    from playground.processes.port_doors import LoopbackDoor

#: bytes that may wait for a child that does not read
MAX_WAITING = 64 * 1024 * 1024


class NotSentError(RuntimeError):
    """A message could not be sent."""


class PortClosedError(NotSentError):
    """The other end is gone, so a message cannot be sent any more."""


class PortFullError(NotSentError):
    """The other end does not read, and as much waits for it as may."""


class MessagePort(QObject):
    """Waits for one child to connect, then carries messages, in order, each way.

    What is posted before the child has connected is kept for it. As soon as it is connected the door is closed: nobody
    else can come in.
    """

    #: a JSON value
    message = Signal(object)
    #: str: one sentence about something that arrived and was no message
    malformed = Signal(str)
    #: str: one sentence about an end in the middle of a message
    error = Signal(str)
    #: the child will send no more
    closed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        max_message: int = MAX_MESSAGE,
        door: type[UnixDoor | LoopbackDoor] | None = None,
    ) -> None:
        """`max_message` is how many bytes a message of the child may have, `door` where it comes in.

        Raises OSError when no door can be opened.
        """
        super().__init__(parent)
        self._kept: deque[bytes] = deque()
        self._kept_bytes = 0
        self._reader = FrameReader(max_message)
        #: bytes that came from the child so far
        self.received = 0
        self._socket: QLocalSocket | QTcpSocket | None = None
        self._is_closed = False
        self._door = (door or door_of_this_system())(self)
        self._door.entered.connect(self._on_entered)
        self.address = self._door.address

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._is_closed

    @property
    def waiting_bytes(self) -> int:
        """Bytes that were posted and that the child's side has not taken yet."""
        return self._kept_bytes if self._socket is None else self._socket.bytesToWrite()

    def post(self, message: object) -> None:
        """Send a JSON value.

        Raises FrameError when it is none, PortClosedError when the child is gone, PortFullError when it does not read.
        """
        frame = encode(message)
        if self._is_closed:
            text = "The message was not sent: the process at the other end is gone"
            raise PortClosedError(text)
        if self.waiting_bytes + len(frame) > MAX_WAITING:
            text = f"The message was not sent: {self.waiting_bytes:,} bytes wait already, and the process does not read"
            raise PortFullError(text)
        if self._socket is None:
            self._kept.append(frame)
            self._kept_bytes += len(frame)
        else:
            self._socket.write(frame)

    def drain(self) -> None:
        """Deliver what a child sent before it died, so that its messages come before the news of its end."""
        if self._socket is None:
            self._door.look()
        while self._socket is not None and is_connected(self._socket) and self._socket.waitForReadyRead(0):
            self._on_ready_read()

    def close(self) -> None:
        """Close the port and remove its traces; can be called again."""
        was_closed, self._is_closed = self._is_closed, True
        self._door.close()
        self._kept.clear()
        self._kept_bytes = 0
        if self._socket is not None:
            self._socket.abort()
        if not was_closed:
            self.closed.emit()

    def _on_entered(self, connection: QLocalSocket | QTcpSocket) -> None:
        if self._socket is not None:
            return
        self._socket = connection
        connection.readyRead.connect(self._on_ready_read)
        connection.disconnected.connect(self._on_disconnected)
        while self._kept:
            connection.write(self._kept.popleft())
        self._on_ready_read()

    def _on_ready_read(self) -> None:
        if self._socket is None or self._is_closed:
            return
        # Qt has closed the socket below already where a write failed, and complains of a read then.
        data = bytes(self._socket.readAll().data()) if self._socket.bytesAvailable() else b""
        self.received += len(data)
        self._reader.feed(data)
        while not self._is_closed:
            try:
                message = self._reader.next_message()
            except BrokenStreamError as problem:
                self.malformed.emit(f"The message port was closed: {problem}")
                self.close()
                return
            except FrameError as problem:
                self.malformed.emit(str(problem))
                continue
            if message is None:
                return
            self.message.emit(message[0])

    def _on_disconnected(self) -> None:
        self._on_ready_read()
        if self._reader.unfinished and not self._is_closed:
            self.error.emit("The process went away in the middle of a message")
        self.close()
