"""The one thread that owns all RUM state: it takes observations off a queue in batches and runs the timers."""

from __future__ import annotations

import heapq
import itertools
import logging
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from desktop_rum import child_signals, native
from desktop_rum.clock import Bell
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.clock import Clock

COALESCE_SECONDS: Final = 0.2
"""How long what is not urgent may wait: a busy app wakes the thread 5 times a second and not for every call.

Each time the thread finds its code and data pushed out of the processor's caches: an event after a sleep costs ten
times what one of fifty does.
"""

QUEUE_LIMIT: Final = 200_000
"""Observations that may wait; beyond that they are dropped and counted, because memory is the app's."""

ROUND: Final = 1_000
"""Observations that are handled before what came of them is written: a flood must not keep the disk waiting."""

_logger = logging.getLogger("desktop_rum")

STALL_SECONDS: Final = 1.0
"""A queue that has not become shorter in this time is taken to be stuck."""

Handler = Callable[[Any], None]


class Pipeline:
    """A queue, a thread that drains it, and timers on an injected clock."""

    def __init__(
        self,
        clock: Clock,
        handlers: dict[type, Handler],
        after_round: Callable[[], None],
        at_end: Callable[[], None],
    ) -> None:
        """Arguments: the handler for each type of observation, and what to call after each round and at the end.

        Handlers may be added to the dict until `start`: they need a pipeline themselves.
        """
        self.dropped = 0
        """Observations for which there was no room."""
        self._clock = clock
        self._handlers = handlers
        self._after_round = after_round
        self._at_end = at_end
        self._queue: deque[Any] = deque()
        self._wake = Bell()
        self._urgent = Bell()
        self._asleep = False
        self._warned = False
        self._running = True
        self._timers: list[tuple[int, int, Callable[[], None]]] = []
        self._timer_order = itertools.count()
        self._turn = native.Lock()
        self._thread = native.thread(self._run, "desktop-rum-pipeline")

    @property
    def queued(self) -> int:
        """Observations that wait."""
        return len(self._queue)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def put(self, observation: object) -> None:
        """Hand over an observation, from any thread, signal handler or finalizer; never blocks."""
        if len(self._queue) >= QUEUE_LIMIT:
            self.dropped += 1
            return
        self._queue.append(observation)
        if self._asleep:
            self._wake.ring()

    def wake(self) -> None:
        """Have the thread do a round, although nothing was handed over."""
        if self._asleep:
            self._wake.ring()

    def put_urgent(self, observation: object) -> None:
        """Hand over an observation that is to be handled at once: an error, a process's change of state."""
        if len(self._queue) >= QUEUE_LIMIT:
            self.dropped += 1
        else:
            self._append_urgent(observation)

    def put_own(self, observation: object) -> None:
        """Hand over what the SDK itself has to know, however full the queue is."""
        self._queue.append(observation)
        if self._asleep:
            self._wake.ring()

    def call(self, function: Callable[[], None], timeout: float) -> bool:
        """Run `function` on the pipeline thread after everything handed over so far.

        Returns whether it was run, and the round that it belongs to ended, within `timeout` seconds. On the pipeline
        thread itself (the app calls from a listener or from `before_send`) it is run at once.
        """
        if native.is_current(self._thread):
            function()
            return True
        if not self._thread.is_alive():
            return False
        done = Bell()
        self._append_urgent(_Call(function, done))
        return done.wait(timeout)

    def catch_up(self, timeout: float) -> bool:
        """Wait until all that was handed over is handled and written; returns whether it was in `timeout` seconds."""
        return self.call(_nothing, timeout)

    def drain(self, timeout: float) -> bool:
        """As `catch_up`, for as long as the queue gets shorter: a handler, a hook of the app's or a disk may hang."""
        deadline = time.monotonic() + timeout
        queued = self.queued
        while not self.catch_up(STALL_SECONDS):
            before, queued = queued, self.queued
            if queued >= before or time.monotonic() >= deadline:
                return False
        return True

    def schedule(self, seconds: float, callback: Callable[[], None]) -> None:
        """Run `callback` on the pipeline thread in `seconds`; only for the pipeline thread, and before `start`."""
        due = self._clock.monotonic_ns() + int(seconds * 1e9)
        heapq.heappush(self._timers, (due, next(self._timer_order), callback))

    def stop(self, timeout: float) -> bool:
        """Drain what is queued and end the thread; returns whether it ended within `timeout` seconds."""
        self._running = False
        self._urgent.ring()
        self._wake.ring()
        if self._thread.is_alive() and not native.is_current(self._thread):
            self._thread.join(max(0.0, timeout))
        return not self._thread.is_alive()

    def go_on_without_thread(self, after_round: Callable[[], None]) -> None:
        """After `stop`: each thread handles what it hands over itself, until Python clears its modules.

        The interpreter ends without another word to the threads that are left.
        """
        if not self._thread.is_alive():
            self._after_round = after_round
            self._wake = _Doorbell(self._handle_here)
            self._asleep = True
            self._handle_here()

    def _handle_here(self) -> None:
        """Handle what is queued; a thread that does not get the lock leaves it to the one that has it."""
        while self._queue and not sys.is_finalizing() and self._turn.acquire(blocking=False):
            try:
                while self._queue:
                    self._round()
            finally:
                self._turn.release()

    def _append_urgent(self, observation: object) -> None:
        self._queue.append(observation)
        self._urgent.ring()
        self._wake.ring()

    def _run(self) -> None:
        while self._running:
            try:
                with child_signals.not_while_asleep():
                    self._sleep()
                for _ in range(len(self._queue) // ROUND + 1):  # the few that come meanwhile wait for more of them
                    self._round()
            except MemoryError as error:  # the app has taken all there was, perhaps for a moment only
                internal_error(error)
        while self._queue:
            self._round()
        self._guarded(self._at_end)

    def _sleep(self) -> None:
        """Wait for work: deeply while there is none, then a moment more so that work arrives in batches."""
        if not self._queue:
            self._asleep = True
            if not self._queue and self._running:
                self._clock.wait(self._wake, self._seconds_to_next_timer())
            self._asleep = False
        self._wake.wait(0)
        if self._running and 0 < len(self._queue) < ROUND:
            self._clock.wait(self._urgent, COALESCE_SECONDS)
        self._urgent.wait(0)

    def _seconds_to_next_timer(self) -> float | None:
        if not self._timers:
            return None
        return max(0.0, (self._timers[0][0] - self._clock.monotonic_ns()) / 1e9)

    def _run_due_timers(self) -> None:
        now = self._clock.monotonic_ns()
        while self._timers and self._timers[0][0] <= now:
            self._guarded(heapq.heappop(self._timers)[2])

    def _round(self) -> None:
        """Handle what is queued, then write it; calls that wait are answered when what preceded them is on disk."""
        self._run_due_timers()
        queue, handlers = self._queue, self._handlers
        calls: list[Bell] = []
        for _ in range(min(len(queue), ROUND)):
            observation = queue.popleft()
            try:
                if type(observation) is _Call:
                    calls.append(observation.done)
                    observation.function()
                else:
                    handlers[type(observation)](observation)
            except BaseException as error:  # noqa: BLE001 - one bad observation must not end the pipeline
                internal_error(error)
        self._guarded(self._after_round)
        if self.dropped and not self._warned:
            self._warned = True
            _logger.warning("More happens than can be handled: some of it is not reported")
        for done in calls:
            done.ring()

    @staticmethod
    def _guarded(function: Callable[[], None]) -> None:
        try:
            function()
        except BaseException as error:  # noqa: BLE001 - see above
            internal_error(error)


class _Doorbell(Bell):
    """Wakes nobody: whoever rings it does the work."""

    def __init__(self, do: Callable[[], None]) -> None:
        super().__init__()
        self._do = do

    def ring(self) -> None:
        self._do()


class _Call:
    """A function to run on the pipeline thread, and who waits for it."""

    __slots__ = ("done", "function")

    def __init__(self, function: Callable[[], None], done: Bell) -> None:
        self.function = function
        self.done = done


def _nothing() -> None:
    """Run only to learn that everything before it has been handled."""
