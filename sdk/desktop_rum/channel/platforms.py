"""What the channel is made of on each system."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_rum.channel.doors import LocalDoor
from desktop_rum.channel.readiness import EpollReadiness, KqueueReadiness

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.channel.doors import Door
    from desktop_rum.channel.folder import ChannelFolder
    from desktop_rum.channel.readiness import Readiness


@dataclass(frozen=True, slots=True)
class Platform:
    """What one system uses."""

    readiness: Callable[[], Readiness]
    door: Callable[[ChannelFolder], Door]
    has_socket_file: bool = True
    """Whether the door is a socket in the folder, whose path must be short."""


LINUX: Final = Platform(EpollReadiness, LocalDoor)
DARWIN: Final = Platform(KqueueReadiness, LocalDoor)


def loopback() -> Platform:
    """Windows, where Python has no Unix sockets; all of it works on the others as well."""
    from desktop_rum.channel.loopback import LoopbackDoor  # with hmac, which only this takes
    from desktop_rum.channel.select_readiness import SelectReadiness

    return Platform(SelectReadiness, LoopbackDoor, has_socket_file=False)


def platform_of_this_machine(name: str = sys.platform) -> Platform | None:
    """What to use here; None on systems that cannot tell who is at the other end of a socket (`peers.py`)."""
    return loopback() if name == "win32" else {"linux": LINUX, "darwin": DARWIN}.get(name)
