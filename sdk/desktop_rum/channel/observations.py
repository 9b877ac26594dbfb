"""What the channel tells the pipeline."""

from __future__ import annotations

import msgspec

from desktop_rum.channel.messages import Message
from desktop_rum.instrument.observations import ProcessExited, Role
from desktop_rum.instrument.run import Run


class ChildOpened(msgspec.Struct, frozen=True):
    """A child has proved that it is one of this user's."""

    connection: int
    pids: tuple[int, ...]
    """The process, as the kernel has it, and its ancestors below ours, the nearest first."""
    started: float | None
    """When the process started, as `Reading.started`; None where it could not be seen any more."""
    role: Role
    name: str
    """What it calls itself: only for a process that nobody announced."""
    starter: int | None = None
    """The child that has started it, as it says: then it is not merely one of that child's programs."""


class ChildSaid(msgspec.Struct, frozen=True):
    """A message of a child."""

    connection: int
    message: Message


class ChildLimited(msgspec.Struct, frozen=True):
    """So many messages of a child went nowhere: it said too much, or nobody had read them."""

    connection: int
    count: int


class ChildClosed(msgspec.Struct, frozen=True):
    """A child is gone, or was put out."""

    connection: int


class Drained(msgspec.Struct, frozen=True):
    """The end of a process, after all that it had said before."""

    end: Run | ProcessExited
