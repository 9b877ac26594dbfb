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

_PLATFORM: Final[str] = sys.platform


@dataclass(frozen=True, slots=True)
class Platform:
    """One system's ways."""

    readiness: Callable[[], Readiness]
    door: Callable[[ChannelFolder], Door]


LINUX: Final = Platform(EpollReadiness, LocalDoor)
DARWIN: Final = Platform(KqueueReadiness, LocalDoor)


def platform_of_this_machine() -> Platform | None:
    """None where nobody can say who is at the other end (`peers.py`)."""
    return {"linux": LINUX, "darwin": DARWIN}.get(_PLATFORM)
