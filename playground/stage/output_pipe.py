"""A pipe that takes what a command prints, up to a limit, however long the pipe stays open.

asyncio's own pipes will not do: with them a command counts as ended only when they are closed, and a child that it left
behind can keep them open for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import Any, Self

#: bytes that are kept; what comes after them is read, counted and forgotten
MAX_OUTPUT = 1024 * 1024

#: seconds that the pipe may stay open after the command's end
_GRACE = 0.2


if sys.platform == "win32":
    import msvcrt
    from asyncio import windows_utils

    def _pipe() -> tuple[Any, int]:
        """As asyncio makes them: a loop reads what was opened for overlapped reading, and os.pipe does not do that."""
        read_end, write_end = windows_utils.pipe(overlapped=(True, False))
        return windows_utils.PipeHandle(read_end), msvcrt.open_osfhandle(write_end, 0)

else:

    def _pipe() -> tuple[Any, int]:
        """The end for a loop, and the descriptor for the command."""
        read_end, write_end = os.pipe()
        return os.fdopen(read_end, "rb", buffering=0), write_end


class _Collector(asyncio.Protocol):
    """Keeps what arrives, up to the limit."""

    def __init__(self) -> None:
        self.kept = bytearray()
        self.size = 0
        self.closed = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.size += len(data)
        self.kept += data[: MAX_OUTPUT - len(self.kept)]

    def connection_lost(self, _problem: Exception | None) -> None:
        self.closed.set()


class OutputPipe:
    """Give `write_end` to the command, close it here when the command has it, and ask for the text at its end."""

    async def __aenter__(self) -> Self:
        read_end, self.write_end = _pipe()  # the reader owns and closes its end
        self._transport, self._collector = await asyncio.get_running_loop().connect_read_pipe(_Collector, read_end)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close_write_end()
        self._transport.close()

    def close_write_end(self) -> None:
        """Leave the write end to the command, so that its end is seen; can be called again."""
        if self.write_end >= 0:
            os.close(self.write_end)
            self.write_end = -1

    async def text(self) -> str:
        """What was printed, once the command has ended."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._collector.closed.wait(), _GRACE)
        return self._collector.kept.decode(errors="replace")

    @property
    def unkept(self) -> int:
        """Bytes beyond the limit."""
        return self._collector.size - len(self._collector.kept)
