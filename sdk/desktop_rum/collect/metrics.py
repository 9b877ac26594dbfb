"""Memory and CPU of the processes that have a view: one pass over them per tick."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_rum.process_table import TICKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_rum.clock import Clock
    from desktop_rum.collect.view import View
    from desktop_rum.process_table import ProcessTable, Reading

Watched = tuple["View", int, float | None]
"""A view, the pid of its process, and when that process started, as `Reading.started` has it; None if not known."""


class MetricsCollector:
    """Reads each process with a view once per tick, those processes only, and keeps what the next tick needs."""

    def __init__(self, clock: Clock, table: ProcessTable, watched: Callable[[], Iterable[Watched]]) -> None:
        """Arguments: the clock, where readings come from, and who knows the processes."""
        self._clock = clock
        self._table = table
        self._watched = watched
        main = table.read(os.getpid())
        # What the interpreter and the app's imports cost was before the view.
        self._last: dict[int, Reading] = {} if main is None else {main.pid: main}

    def on_tick(self) -> None:
        """Take one sample of each process into its view."""
        self.sample(self._watched())

    def sample(self, watched: Iterable[Watched]) -> None:
        """Take one sample of each of these processes."""
        now = self._clock.monotonic_ns()
        seen: dict[int, Reading] = {}
        for view, pid, started in watched:
            reading = self._table.read(pid)
            if reading is None or (started is not None and reading.started != started):
                continue  # gone; the number may be another's by now
            seen[pid] = reading
            self._take(view, reading, now)
        self._last = seen

    def _take(self, view: View, reading: Reading, now_ns: int) -> None:
        metrics = view.metrics
        if metrics.base_ticks is None:
            before = self._last.get(reading.pid)
            same = before is not None and before.started == reading.started
            metrics.base_ticks = before.cpu_ticks if before is not None and same else 0
        metrics.cpu_ticks_count = max(0, reading.cpu_ticks - metrics.base_ticks)
        seconds = (now_ns - view.started_ns) / 1e9
        # Never faster than all CPUs at full speed, which a view of no age would seem to be.
        most = TICKS_PER_SECOND * (os.cpu_count() or 1)
        metrics.cpu_ticks_per_second = min(metrics.cpu_ticks_count / seconds, most) if seconds > 0 else 0.0
        if not reading.ended:
            metrics.samples += 1
            metrics.memory_average += (reading.memory - metrics.memory_average) / metrics.samples
            metrics.memory_max = max(metrics.memory_max, reading.memory)
        view.changed = True
        if metrics.samples == 1:
            view.urgent = True  # from now on at most every METRICS_SECONDS
