"""What the main process does to itself, on purpose: it stands still, takes memory, crashes."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from workers import bad_read

#: bytes of a page of memory, or fewer
_PAGE: Final = 4096

_held: Final[list[bytearray]] = []


async def freeze(seconds: float) -> None:
    """Keep the event loop from answering: the window stands still that long."""
    await asyncio.sleep(0)
    # What blocks is the point.
    time.sleep(seconds)  # noqa: ASYNC251
    await asyncio.sleep(0)


def take_memory(megabytes: int) -> int:
    """Take memory and really use it; returns how many bytes are held in all."""
    memory = bytearray(megabytes * 1_000_000)
    for place in range(0, len(memory), _PAGE):
        memory[place] = 1
    _held.append(memory)
    return sum(map(len, _held))


def release_memory() -> None:
    """Give back what was taken."""
    _held.clear()


def crash() -> None:
    """End as programs do that are written badly: with SIGSEGV, or on Windows with an access violation."""
    bad_read.read_null()
