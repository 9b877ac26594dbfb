"""Sends a child's frames to the main process without ever waiting for it, but for a last word.

A frame goes into a bounded queue, and whoever gets the lock sends what is queued; the lock is only ever tried. So a
report made inside another one (a `__del__` run by the garbage collector) cannot block, and a frame that was sent lies
in the system's buffer, where it survives the death of this process.
"""

from __future__ import annotations

import errno
import os
import time
from collections import deque

from desktop_rum import native, proc_stat
from desktop_rum.child import frames
from desktop_rum.child.link import connect
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from desktop_rum.child.link import Link


QUEUE_BYTES: Final = 1024 * 1024
"""What may wait while the main process does not read; more is dropped and counted."""

RETRY_SECONDS: Final = 5.0
"""How long a main process that did not answer is left alone, at least."""

SHARE_OF_TRIES: Final = 0.001
"""What part of the time tries may take: Windows tries a port where nobody listens for as long as it is allowed to."""

_CLOSED_BY_THE_APP: Final = frozenset({errno.EBADF, errno.ENOTSOCK})
"""What the system says where the app has closed all files there are, ours as well."""

EXIT_SECONDS: Final = 0.25
"""How long the end of a process may take, where the system forgets what the main process has not read by then."""


class Sender:
    """The child's end of the channel. A process forked from this one gets a connection of its own."""

    def __init__(self, folder: str, introduction: dict[str, Any]) -> None:
        """Arguments: the meeting place, and what the first frame says of the child."""
        self.dropped = 0
        self._folder = folder
        self._introduction = introduction
        self._next_try = 0.0
        self._waiter: native.Thread | None = None
        self._link: Link | None = None
        self._reset()

    def _reset(self) -> None:
        self._lock = native.Lock()
        self._queue: deque[bytes] = deque()
        self._queued = 0  # bytes, nearly: threads may count at the same moment, so that an empty queue counts anew
        self._partial = b""

    def after_fork(self) -> None:
        """In a forked child: let go of what is the parent's; what is sent next connects anew."""
        inherited, self._link = self._link, None
        if inherited is not None:
            inherited.close()
        self.dropped = 0
        self._waiter = None
        self._next_try = 0.0
        self._reset()

    def connect(self) -> None:
        """Connect now, so that the main process knows this one, instead of with the first message."""
        self._flush()
        self._leave_rest()

    def finish(self) -> None:
        """At the interpreter's end: give the main process a moment to read all; what is sent later connects anew."""
        try:
            deadline = time.monotonic() + EXIT_SECONDS
            self._wait(deadline)
            if self._lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
                try:
                    link, self._link = self._link, None
                    if link is not None:
                        link.finish(max(0.0, deadline - time.monotonic()))
                        link.close()
                finally:
                    self._lock.release()
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def send(self, message: dict[str, Any], last_words: float = 0.0) -> None:
        """Send one message. Only a last one may wait, up to `last_words` seconds, until it has left; it finds room."""
        frame = frames.encode(message)
        if self._queued + len(frame) > QUEUE_BYTES and last_words <= 0:
            self.dropped += 1
        else:
            self._queued += len(frame)
            self._queue.append(frame)
        self._flush()
        if last_words > 0:
            self._wait(time.monotonic() + last_words)
        else:
            self._leave_rest()

    def _is_waiting(self) -> bool:
        return bool(self._link is not None and (self._queue or self._partial))

    def _flush(self) -> None:
        """Send what the system takes. A thread that does not get the lock leaves it to the one that has it."""
        while self._lock.acquire(blocking=False):
            try:
                stuck = not self._send_queue()
            finally:
                self._lock.release()
            if stuck or not self._queue:
                return

    def _send_queue(self) -> bool:
        """Send what is queued; returns whether all of it was sent."""
        if self._link is None and not self._connect():
            return False
        while True:
            if not self._partial:
                if self.dropped and not self._queue:
                    count, self.dropped = self.dropped, 0
                    self._queue.append(frames.encode({**frames.DROPPED, "count": count}))
                if not self._queue:
                    self._queued = 0
                    return True
                self._partial = self._queue.popleft()
                self._queued -= len(self._partial)
            if not self._send_partial():
                return False

    def _send_partial(self) -> bool:
        if self._link is None:
            return False
        try:
            sent = self._link.send(self._partial)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _CLOSED_BY_THE_APP:
                return self._start_over()
            self._disconnect()  # the main process is gone
            return False
        self._partial = self._partial[sent:]
        return True

    def _connect(self) -> bool:
        if time.monotonic() < self._next_try:
            self._drop_queue()
            return False
        began = time.monotonic()
        try:
            link = connect(self._folder)
        except BlockingIOError:  # what is queued is kept for the next try
            return False
        except (OSError, ValueError):
            now = time.monotonic()
            self._next_try = now + max(RETRY_SECONDS, (now - began) / SHARE_OF_TRIES)
            self._drop_queue()
            return False
        parent = os.getppid()
        ancestors = [stat.pid for stat in proc_stat.lineage(parent)] or ([parent] if parent else [])
        self._partial = frames.encode(
            {"type": "hello", **link.introduction, "ancestors": ancestors, **self._introduction}
        )
        self._link = link
        if link.loses_unread:
            import atexit

            atexit.unregister(self.finish)
            atexit.register(self.finish)
        return True

    def _start_over(self) -> bool:
        """Connect anew and go on with the frame that could not be sent; whether that worked."""
        link, self._link = self._link, None
        if link is not None:
            link.forget()
        unsent, self._partial = self._partial, b""
        if not frames.is_whole(unsent):  # of a rest of one nobody could make anything
            self.dropped += 1
        else:
            self._queued += len(unsent)
            self._queue.appendleft(unsent)
        return self._connect()

    def _disconnect(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()
        self._partial = b""
        self.dropped += 1
        self._next_try = time.monotonic() + RETRY_SECONDS
        self._drop_queue()

    def _drop_queue(self) -> None:
        self.dropped += len(self._queue)
        self._queue.clear()
        self._queued = 0

    def _wait(self, deadline: float) -> None:
        """Send the rest as fast as the main process reads, until `deadline` at most."""
        while self._is_waiting():
            link, left = self._link, deadline - time.monotonic()
            if link is None or left <= 0:
                return
            link.wait(min(left, 1.0))
            self._flush()

    def _leave_rest(self) -> None:
        """Leave the rest to a thread, for as long as the main process reads too slowly."""
        waiter = self._waiter
        if not self._is_waiting() or (waiter is not None and waiter.is_alive()):
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
