"""The SDK's one source of time, injected so that tests move it by hand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading


class Clock(Protocol):
    """Where the SDK reads the time and waits."""

    def now_ns(self) -> int:
        """Wall-clock time, in ns since the epoch."""

    def monotonic_ns(self) -> int:
        """Time that never goes back, in ns."""

    def wait(self, event: threading.Event, timeout: float | None) -> bool:
        """Wait until `event` is set, at most `timeout` seconds; whether it is set."""


class SystemClock:
    """The clock of the machine."""

    now_ns = staticmethod(time.time_ns)
    monotonic_ns = staticmethod(time.monotonic_ns)

    @staticmethod
    def wait(event: threading.Event, timeout: float | None) -> bool:
        """Wait until `event` is set, at most `timeout` seconds; whether it is set."""
        return event.wait(timeout)
