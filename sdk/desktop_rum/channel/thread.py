"""The thread that waits for the channel: asleep until a child connects, speaks or goes.

It is not the one that waits for exits: reading what a child floods us with would add to the durations of commands,
which are measured there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_rum import child_signals, native
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
            RuntimeError: there is no room for the thread.
        """
        self._server = server
        self._running = True
        self._thread = native.thread(self._run, "desktop-rum-channel")
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the server is left as it is."""
        if not self._running:
            return
        self._running = False
        self._server.wake()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        child_signals.not_for_this_thread()
        while self._running:
            try:
                self._server.wait()
            except OSError:
                return  # the app has closed every file there is, as daemons do
            try:
                self._server.on_ready()
            except Exception as error:  # noqa: BLE001 - one bad child must not end the channel
                internal_error(error)
