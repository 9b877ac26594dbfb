"""How much a renderer may say: one that floods would hold up the window of every other one."""

from __future__ import annotations

import time

#: in a second; far more than any page has to say
MAX_MESSAGES = 1000
MAX_BYTES = 8 * 1024 * 1024


class FloodGate:
    """Counts what comes in, second by second."""

    def __init__(self) -> None:
        self._second = 0
        self._messages = 0
        self._bytes_before = 0

    def complaint(self, received: int) -> str | None:
        """Count one more message, after so many bytes in all; returns in words what is too much about it, or None."""
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._messages, self._bytes_before = second, 0, received
        self._messages += 1
        if self._messages > MAX_MESSAGES:
            return f"more than {MAX_MESSAGES:,} messages in a second"
        if received - self._bytes_before > MAX_BYTES:
            return f"more than {MAX_BYTES // 1024 // 1024} MiB in a second"
        return None
