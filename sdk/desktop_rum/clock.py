"""The SDK's one source of time, injected so that tests move it by hand, and what its threads sleep on."""

from __future__ import annotations

import sys
import threading
import time
import types
from typing import TYPE_CHECKING, Protocol

from desktop_rum import native

if TYPE_CHECKING:
    from collections.abc import Callable


class Bell:
    """Wakes the one thread that waits for it; may be rung from anywhere, and stays rung until somebody waits.

    A `threading.Event` will not do: a signal handler or a finalizer that sets one in the middle of the same thread's
    `set()` waits for itself. Releasing a lock is one step that nothing interrupts.
    """

    def __init__(self) -> None:
        self._lock = native.Lock()
        self._lock.acquire()

    def ring(self) -> None:
        """Wake who waits, now or next."""
        try:
            self._lock.release()
        except RuntimeError:  # it rings already
            return

    def wait(self, timeout: float | None) -> bool:
        """Wait for a ring, at most `timeout` seconds, and take it; returns whether there was one."""
        if timeout is None:
            return self._lock.acquire()
        return self._lock.acquire(timeout=min(max(0.0, timeout), threading.TIMEOUT_MAX))


class Clock(Protocol):
    """Where the SDK reads the time and waits."""

    def now_ns(self) -> int:
        """Wall-clock time, in ns since the epoch."""

    def monotonic_ns(self) -> int:
        """Time that never goes back and goes on while the machine sleeps, in ns."""

    def wait(self, bell: Bell, timeout: float | None) -> bool:
        """Wait until `bell` is rung, at most `timeout` seconds; returns whether it was."""


boot_time_ns: Callable[[], int]
"""Time since the machine's start, in ns; only Linux measures processes by it."""

if sys.platform == "linux":
    # A bound method costs a command 2 µs less than a `functools.partial`.
    boot_time_ns = types.MethodType(time.clock_gettime_ns, time.CLOCK_BOOTTIME)
else:
    boot_time_ns = time.monotonic_ns


def monotonic_of(platform: str) -> Callable[[], int]:
    """What goes on while the machine sleeps, and is fine enough to measure a command."""
    if platform == "linux":
        return boot_time_ns
    # The monotonic clock of Windows moves every 15 ms before Python 3.13.
    return time.perf_counter_ns if platform == "win32" else time.monotonic_ns


class SystemClock:
    """The clock of the machine."""

    now_ns = staticmethod(time.time_ns)
    monotonic_ns = staticmethod(monotonic_of(sys.platform))

    @staticmethod
    def wait(bell: Bell, timeout: float | None) -> bool:
        """Wait until `bell` is rung, at most `timeout` seconds; returns whether it was."""
        return bell.wait(timeout)
