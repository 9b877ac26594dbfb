"""The thread that waits for the channel: asleep until a child connects, speaks or goes.

It is not the one that waits for exits: reading what a child floods us with would add to the durations of commands,
which are measured there.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from desktop_rum import child_signals, native
from desktop_rum.descriptors import pipe
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.channel.server import ChannelServer

STOP_SECONDS: Final = 1.0
"""How long the thread has to end; nothing wakes it where the app has closed every file there is."""


class ChannelThread:
    """Runs a server until it is stopped."""

    def __init__(self, server: ChannelServer) -> None:
        """Start it.

        Raises:
            OSError, RuntimeError: there is no room for its files, or for the thread.
        """
        self._server = server
        self._running = True
        self._wake_read, self._wake_write = pipe()
        self._thread = native.thread(self._run, "desktop-rum-channel")
        try:
            self._thread.start()
        except RuntimeError:
            self.close_files()
            raise

    def stop(self) -> None:
        """End the thread; the server is left as it is."""
        if not self._running:
            return
        self._running = False
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"\0")
        self._thread.join(STOP_SECONDS)
        self.close_files()

    def close_files(self) -> None:
        """Close the thread's own files; also right after a fork, where there is no thread."""
        self._running = False
        for descriptor in (self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _run(self) -> None:
        child_signals.not_for_this_thread()
        poll = native.select.poll()
        poll.register(self._wake_read, native.select.POLLIN)
        poll.register(self._server.fileno(), native.select.POLLIN)
        while self._running:
            seconds = self._server.timeout()
            ready = poll.poll(None if seconds is None else seconds * 1000 + 1)
            if any(state & native.select.POLLNVAL for _, state in ready):
                return  # the app has closed every file there is, as daemons do
            try:
                self._server.on_ready()
            except Exception as error:  # noqa: BLE001 - one bad child must not end the channel
                internal_error(error)
