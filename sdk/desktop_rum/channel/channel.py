"""The channel as the SDK holds it: folder, server and thread, or nothing where the system has none of it."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from desktop_rum import descriptors
from desktop_rum.channel.folder import ChannelFolder
from desktop_rum.channel.platforms import Platform, platform_of_this_machine
from desktop_rum.channel.server import ChannelServer
from desktop_rum.channel.thread import ChannelThread
from desktop_rum.process_table import system_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.channel.server import Hold

_logger = logging.getLogger("desktop_rum")


class Channel:
    """Everything of the channel in the main process."""

    def __init__(self, sink: Callable[[object], None], hold: Hold, platform: Platform) -> None:
        """Open it; `sink` is told what children say, `hold` as `ChannelServer` has it.

        Raises:
            OSError, RuntimeError: no socket or no thread can be made.
        """
        with contextlib.ExitStack() as undo:
            readiness = platform.readiness()
            undo.callback(readiness.close)
            self.folder = ChannelFolder(for_socket=platform.has_socket_file)
            self.path = str(self.folder.path)
            """Where children report to."""
            undo.callback(self.folder.close)
            door = platform.door(self.folder)
            undo.callback(door.listener.close)
            files = descriptors.open_file_limit()
            self.server = ChannelServer(self.folder, door, sink, files, readiness, system_table(), hold)
            self._thread = ChannelThread(self.server)
            undo.pop_all()

    def stop(self) -> None:
        """Read what children have said, close everything and remove the folder."""
        self._thread.stop()
        self.server.stop()

    def abandon(self) -> None:
        """In a forked child: close the files; the folder is the parent's."""
        self.server.close_files()


def open_channel(sink: Callable[[object], None], hold: Hold) -> Channel | None:
    """The channel, as `Channel` takes its arguments; None where there can be none, which is said once."""
    platform = platform_of_this_machine()
    if platform is None:
        return None
    try:
        return Channel(sink, hold, platform)
    except (OSError, RuntimeError) as error:
        _logger.warning("Children cannot report to this process: %s", error)
        return None
