"""Sends a child's frames to the main process without ever waiting for it, but for a last word.

A frame goes into a bounded queue, and whoever gets the lock sends what is queued; the lock is only ever tried. So a
report made inside another one (a `__del__` run by the garbage collector) cannot block, and a frame that was sent lies
in the system's buffer, where it survives the death of this process.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections import deque

from desktop_rum import descriptors, native, proc_stat
from desktop_rum.child import frames
from desktop_rum.child.meeting_place import KEY, SOCKET
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

QUEUE_BYTES: Final = 1024 * 1024
"""What may wait while the main process does not read; more is dropped and counted."""

RETRY_SECONDS: Final = 5.0
"""How long a main process that did not answer is left alone."""

_BUFFER_BYTES: Final = 1024 * 1024
_SEND_FLAGS: Final[int] = getattr(socket, "MSG_NOSIGNAL", 0) | getattr(socket, "MSG_DONTWAIT", 0)

_DARWIN_NO_SIGPIPE: Final = 0x1022
"""SO_NOSIGPIPE of macOS, which has no MSG_NOSIGNAL."""


class Sender:
    """The child's end of the channel. A process forked from this one gets a connection of its own."""

    def __init__(self, folder: str, introduction: dict[str, Any]) -> None:
        """Arguments: the meeting place, and what the first frame says besides the key."""
        self.dropped = 0
        self._folder = folder
        self._introduction = introduction
        self._next_try = 0.0
        self._waiter: native.Thread | None = None
        self._socket: socket.socket | None = None
        self._reset()

    def _reset(self) -> None:
        self._lock = native.Lock()
        self._queue: deque[bytes] = deque()
        self._queued = 0  # bytes, nearly: threads may count at the same moment, so that an empty queue counts anew
        self._partial = b""

    def after_fork(self) -> None:
        """In a forked child: let go of what is the parent's; what is sent next connects anew."""
        inherited, self._socket = self._socket, None
        if inherited is not None:
            inherited.close()
        self.dropped = 0
        self._waiter = None
        self._next_try = 0.0
        self._reset()

    def connect(self) -> None:
        """Make oneself known now instead of with the first frame."""
        self._flush()

    def send(self, message: dict[str, Any], last_words: float = 0.0) -> None:
        """Send one message. Only a last one may wait, up to `last_words` seconds, until it has left."""
        frame = frames.encode(message)
        if self._queued + len(frame) > QUEUE_BYTES:
            self.dropped += 1
        else:
            self._queued += len(frame)
            self._queue.append(frame)
        self._flush()
        if last_words > 0:
            self._wait(time.monotonic() + last_words)
        elif self._is_waiting():
            self._start_waiter()

    def _is_waiting(self) -> bool:
        return bool(self._socket is not None and (self._queue or self._partial))

    def _flush(self) -> None:
        """Send what the system takes. Who does not get the lock leaves it to who has it, who looks again."""
        while self._lock.acquire(blocking=False):
            try:
                stuck = not self._send_queue()
            finally:
                self._lock.release()
            if stuck or not self._queue:
                return

    def _send_queue(self) -> bool:
        """Whether everything left."""
        if self._socket is None and not self._connect():
            return False
        while True:
            if not self._partial:
                if self.dropped and not self._queue:
                    count, self.dropped = self.dropped, 0
                    self._queue.append(frames.encode({"type": "dropped", "count": count}))
                if not self._queue:
                    self._queued = 0
                    return True
                self._partial = self._queue.popleft()
                self._queued -= len(self._partial)
            if not self._send_partial():
                return False

    def _send_partial(self) -> bool:
        if self._socket is None:
            return False
        try:
            sent = self._socket.send(self._partial, _SEND_FLAGS)
        except BlockingIOError:
            return False
        except OSError:  # the main process is gone
            self._disconnect()
            return False
        self._partial = self._partial[sent:]
        return True

    def _connect(self) -> bool:
        if time.monotonic() < self._next_try:
            self._drop_queue()
            return False
        connection = None
        try:
            with open(os.path.join(self._folder, KEY), encoding="ascii") as file:  # noqa: PTH118, PTH123 - pathlib is dear
                key = file.read(256)
            connection = descriptors.moved(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
            if sys.platform == "darwin":
                connection.setsockopt(socket.SOL_SOCKET, _DARWIN_NO_SIGPIPE, 1)
            connection.setblocking(False)  # noqa: FBT003 - has no keyword
            connection.connect(os.path.join(self._folder, SOCKET))  # noqa: PTH118 - as above
        except BlockingIOError:  # too many are waiting there; what is queued is kept for the next try
            if connection is not None:
                connection.close()
            return False
        except (OSError, ValueError):
            if connection is not None:
                connection.close()
            self._next_try = time.monotonic() + RETRY_SECONDS
            self._drop_queue()
            return False
        ancestors = [stat.pid for stat in proc_stat.lineage(os.getppid())] or [os.getppid()]
        self._partial = frames.encode({"type": "hello", "key": key, "ancestors": ancestors, **self._introduction})
        self._socket = connection
        return True

    def _disconnect(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()
        self._partial = b""
        self.dropped += 1
        self._next_try = time.monotonic() + RETRY_SECONDS
        self._drop_queue()

    def _drop_queue(self) -> None:
        self.dropped += len(self._queue)
        self._queue.clear()
        self._queued = 0

    def _wait(self, deadline: float) -> None:
        """Let go of the rest as the main process reads it, until `deadline` at most."""
        while self._is_waiting():
            connection, left = self._socket, deadline - time.monotonic()
            if connection is None or left <= 0:
                return
            poll = native.select.poll()
            poll.register(connection.fileno(), native.select.POLLOUT)
            poll.poll(min(left, 1.0) * 1000)
            self._flush()

    def _start_waiter(self) -> None:
        """A thread for as long as the main process is slower than this one."""
        waiter = self._waiter
        if waiter is not None and waiter.is_alive():
            return
        self._waiter = native.thread(self._wait_long, "desktop-rum-channel")
        try:
            self._waiter.start()
        except RuntimeError:  # the interpreter is ending
            self._waiter = None

    def _wait_long(self) -> None:
        try:
            self._wait(float("inf"))
        except Exception as error:  # noqa: BLE001 - such as a socket that went away meanwhile
            internal_error(error)
