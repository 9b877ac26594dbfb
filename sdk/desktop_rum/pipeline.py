"""The one thread that owns all RUM state: it takes observations off a queue in batches and runs the timers."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.clock import Clock

COALESCE_SECONDS: Final = 0.05
"""How long what is not urgent may wait: a busy app wakes the thread 20 times a second and not for every call."""

QUEUE_LIMIT: Final = 200_000
"""Observations that may wait; beyond that they are dropped and counted, because memory is the app's."""

Handler = Callable[[Any], None]


class Pipeline:
    """A queue, a thread that drains it, and timers on an injected clock."""

    def __init__(self, clock: Clock, handlers: dict[type, Handler], after_drain: Callable[[], None]) -> None:
        """Arguments: the handler for each type of observation, and what to call after each drained batch."""
        self.dropped = 0
        self._clock = clock
        self._handlers = handlers
        self._after_drain = after_drain
        self._queue: deque[Any] = deque()
        self._wake = threading.Event()
        self._urgent = threading.Event()
        self._asleep = False
        self._running = True
        self._timers: list[tuple[int, int, Callable[[], None]]] = []
        self._timer_order = itertools.count()
        self._thread = threading.Thread(target=self._run, name="desktop-rum-pipeline", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def put(self, observation: object) -> None:
        """Hand over an observation, from any thread; never blocks."""
        if len(self._queue) >= QUEUE_LIMIT:
            self.dropped += 1
            return
        self._queue.append(observation)
        if self._asleep:
            self._wake.set()

    def put_urgent(self, observation: object) -> None:
        """Hand over an observation that shall be on disk soon: an error, the app's end."""
        self._queue.append(observation)
        self._urgent.set()
        self._wake.set()

    def call(self, function: Callable[[], None], timeout: float) -> bool:
        """Run `function` on the pipeline thread after everything handed over so far.

        Returns whether it was run, and what it did is on disk, within `timeout` seconds.
        """
        done = threading.Event()
        self.put_urgent(_Call(function, done))
        return done.wait(timeout)

    def schedule(self, seconds: float, callback: Callable[[], None]) -> None:
        """Run `callback` on the pipeline thread in `seconds`; only for the pipeline thread, and before `start`."""
        due = self._clock.monotonic_ns() + int(seconds * 1e9)
        heapq.heappush(self._timers, (due, next(self._timer_order), callback))

    def stop(self, timeout: float) -> bool:
        """Drain what is queued and end the thread; whether it ended within `timeout` seconds."""
        self._running = False
        self._urgent.set()
        self._wake.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while self._running:
            self._sleep()
            self._run_due_timers()
            self._drain()
        self._drain()

    def _sleep(self) -> None:
        """Wait for work: deeply while there is none, then a moment more so that work arrives in batches."""
        wake, urgent = self._wake, self._urgent
        if not self._queue:
            self._asleep = True
            if not self._queue and self._running:
                self._clock.wait(wake, self._seconds_to_next_timer())
            self._asleep = False
        wake.clear()
        if self._running and self._queue:
            self._clock.wait(urgent, COALESCE_SECONDS)
        urgent.clear()

    def _seconds_to_next_timer(self) -> float | None:
        if not self._timers:
            return None
        return max(0.0, (self._timers[0][0] - self._clock.monotonic_ns()) / 1e9)

    def _run_due_timers(self) -> None:
        now = self._clock.monotonic_ns()
        while self._timers and self._timers[0][0] <= now:
            self._guarded(heapq.heappop(self._timers)[2])

    def _drain(self) -> None:
        """Handle what is queued, then write it; calls that wait are answered when what preceded them is on disk."""
        queue, handlers = self._queue, self._handlers
        calls: list[threading.Event] = []
        while queue:
            observation = queue.popleft()
            try:
                if type(observation) is _Call:
                    calls.append(observation.done)
                    observation.function()
                else:
                    handlers[type(observation)](observation)
            except Exception as error:  # noqa: BLE001 - one bad observation must not end the pipeline
                internal_error(error)
        self._guarded(self._after_drain)
        for done in calls:
            done.set()

    @staticmethod
    def _guarded(function: Callable[[], None]) -> None:
        try:
            function()
        except Exception as error:  # noqa: BLE001 - see above
            internal_error(error)


class _Call:
    """A function to run on the pipeline thread, and who waits for it."""

    __slots__ = ("done", "function")

    def __init__(self, function: Callable[[], None], done: threading.Event) -> None:
        self.function = function
        self.done = done
