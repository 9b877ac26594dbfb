"""Who is at the other end of a local socket: the kernel says, never the other end."""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import Final

_PLATFORM: Final[str] = sys.platform
_LINUX_CREDENTIALS = struct.Struct("3i")
_DARWIN_SOL_LOCAL, _DARWIN_LOCAL_PEERPID = 0, 2


def peer_of(connection: socket.socket) -> int | None:
    """The pid that connected, where it belongs to this user; None otherwise."""
    try:
        if _PLATFORM == "linux":
            raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _LINUX_CREDENTIALS.size)
            pid, user, _ = _LINUX_CREDENTIALS.unpack(raw)
            return pid if user == os.getuid() and pid > 0 else None
        if _PLATFORM == "darwin":  # the folder is this user's alone, so whoever connects is this user or root
            return connection.getsockopt(_DARWIN_SOL_LOCAL, _DARWIN_LOCAL_PEERPID)
    except OSError:
        return None
    return None
