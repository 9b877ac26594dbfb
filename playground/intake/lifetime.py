"""When the intake ends: with its owner, but after a crash of the owner only once nobody has called for a while."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from typing import TYPE_CHECKING

from playground.intake.handshake import GOODBYE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

STANDARD_INPUT = 0


class Lifetime:
    """Decides how long the intake's process lives; made inside its event loop.

    Args:
        linger: Seconds without a request after which an intake without an owner ends. None: it never had an owner.
        owner: The file descriptor of a pipe whose other end the owner holds.
        clock: Seconds that only rise.
        sleep: Waits for a number of those seconds.
    """

    def __init__(
        self,
        linger: float | None,
        owner: int = STANDARD_INPUT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._linger = linger
        self._owner = owner
        self._clock = clock
        self._sleep = sleep
        self._last_request = clock()
        self._loop = asyncio.get_running_loop()
        self._goodbye = asyncio.Event()
        self._owner_died = asyncio.Event()

    def note_request(self) -> None:
        """Note that a request came: the time to linger begins anew."""
        self._last_request = self._clock()

    def say_goodbye(self) -> None:
        """End now; may be called from a signal handler or another thread."""
        self._loop.call_soon_threadsafe(self._goodbye.set)

    async def wait_for_end(self) -> None:
        """Return when it is time to end."""
        if self._linger is not None:
            # A thread, because Windows cannot wait for such a pipe in any other way; it ends with the process.
            threading.Thread(target=self._listen_to_owner, name="owner", daemon=True).start()
        goodbye = asyncio.create_task(self._goodbye.wait())
        lonely = asyncio.create_task(self._wait_until_lonely())
        await asyncio.wait({goodbye, lonely}, return_when=asyncio.FIRST_COMPLETED)
        goodbye.cancel()
        lonely.cancel()

    def _listen_to_owner(self) -> None:
        heard = b""
        with contextlib.suppress(OSError):  # there is no pipe at all: nobody owns us
            while piece := os.read(self._owner, 1024):
                heard += piece
                # No end of file may follow: a process that the owner forked can hold the pipe as well.
                if GOODBYE in heard:
                    self.say_goodbye()
                    return
        self._loop.call_soon_threadsafe(self._lose_owner)

    def _lose_owner(self) -> None:
        self.note_request()  # the time to linger starts now
        self._owner_died.set()

    async def _wait_until_lonely(self) -> None:
        await self._owner_died.wait()
        linger = self._linger or 0.0
        while (rest := self._last_request + linger - self._clock()) > 0:
            await self._sleep(rest)
