"""Who is at the other end of a connection within this machine: the system says, never the other end."""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import Final

_PLATFORM: Final[str] = sys.platform
_LINUX_CREDENTIALS: Final = struct.Struct("3i")

_LINUX_PEER_CREDENTIALS: Final[int] = getattr(socket, "SO_PEERCRED", 17)
"""As <asm/socket.h> has it."""

_DARWIN_LEVEL, _DARWIN_PEER_CREDENTIALS, _DARWIN_PEER_PID = 0, 1, 2
"""SOL_LOCAL, LOCAL_PEERCRED and LOCAL_PEERPID of <sys/un.h>."""

_DARWIN_CREDENTIALS: Final = struct.Struct("2I68x")
"""`struct xucred`: its version, the user, groups."""


def peer_of(connection: socket.socket, platform: str = _PLATFORM) -> int | None:
    """The pid that connected, where it belongs to this user; None otherwise."""
    try:
        if platform == "linux":
            raw = connection.getsockopt(socket.SOL_SOCKET, _LINUX_PEER_CREDENTIALS, _LINUX_CREDENTIALS.size)
            pid, user, _ = _LINUX_CREDENTIALS.unpack(raw)
        elif platform == "darwin":
            raw = connection.getsockopt(_DARWIN_LEVEL, _DARWIN_PEER_CREDENTIALS, _DARWIN_CREDENTIALS.size)
            _, user = _DARWIN_CREDENTIALS.unpack(raw)
            pid = connection.getsockopt(_DARWIN_LEVEL, _DARWIN_PEER_PID)
        else:
            return None
    except (OSError, struct.error):
        return None
    return pid if sys.platform != "win32" and user == os.getuid() and pid > 0 else None


def owner_of(end: tuple[str, int], peer: tuple[str, int]) -> int | None:
    """The pid whose TCP connection goes from `end` to `peer`; None where it has none any more, or nobody says."""
    import psutil

    try:
        found = psutil.net_connections("tcp4")
    except (psutil.Error, OSError):
        return None
    return next((one.pid for one in found if one.laddr == end and one.raddr == peer and one.pid), None)
