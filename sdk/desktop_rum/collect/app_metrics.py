"""Every process of the app, also those that nobody announced: snapshots compared by pid and time of creation."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from desktop_rum.process_table import TICKS_PER_SECOND, Reading, process_age_ns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_rum.instrument.observations import Role
    from desktop_rum.process_table import ProcessTable

AppRole = Literal["main", "renderer", "utility"]

MAX_DEPTH: Final = 64

REASON_NS: Final = 2_000_000_000
"""How long the reason of an exit may be in coming, after the process was seen to be gone."""


class ProcessMetric(msgspec.Struct, frozen=True):
    """One process of the app at this moment, or at its end."""

    pid: int
    parent_pid: int
    role: AppRole | None
    """None for a process that has no role, such as a command."""
    name: str
    """The name of the role's process; empty without a role."""
    created_ms: int
    """When it was created, in ms since the epoch."""
    cpu_percent: float
    """Of one CPU, since the last call; 0 the first time that the process is seen."""
    cpu_seconds: float
    """CPU time since it was created."""
    memory_bytes: int
    """Resident memory now."""
    memory_peak_bytes: int
    """The most that was seen of it."""
    exit_reason: str | None = None
    """None while it lives; a process that is gone is listed once more, with the reason or "unknown": at the first call
    that knows it, where it had a role."""


class _Seen(msgspec.Struct):
    reading: Reading
    at_ns: int
    peak: int
    metric: ProcessMetric | None = None
    gone_ns: int | None = None
    """When it was first found to be gone."""


class AppMetrics:
    """What was seen at the last call; used by one thread at a time."""

    def __init__(
        self,
        table: ProcessTable,
        roles: Callable[[], Mapping[int, tuple[Role, str, str | None]]],
        now_ns: Callable[[], int],
    ) -> None:
        """Arguments: where readings come from; role, name and exit reason by pid; the monotonic clock."""
        self._table = table
        self._roles = roles
        self._now_ns = now_ns
        self._seen: dict[tuple[int, float], _Seen] = {}

    def snapshot(self) -> list[ProcessMetric]:
        """Every process of the app, the main one first, and those that are gone since the last call."""
        now = self._now_ns()
        readings = self._table.read_all()
        roles = self._roles()
        members = self._members(readings)
        metrics: list[ProcessMetric] = []
        seen: dict[tuple[int, float], _Seen] = {}
        for reading in members:
            key = reading.pid, reading.started
            before = self._seen.pop(key, None)
            peak = max(self._table.peak_memory(reading.pid), reading.memory, before.peak if before else 0)
            metric = _metric(reading, before, now, peak, roles.get(reading.pid))
            seen[key] = _Seen(reading, now, peak, metric)
            metrics.append(metric)
        for key, gone in self._seen.items():
            if gone.metric is not None and gone.reading.pid != os.getpid():
                role = roles.get(gone.reading.pid)
                gone.gone_ns = gone.gone_ns or now
                if role is not None and role[2] is None and now - gone.gone_ns < REASON_NS:
                    seen[key] = gone  # it has only just ended: whoever learns the reason is about to tell it
                    continue
                reason = (role[2] if role is not None else None) or "unknown"
                metrics.append(
                    msgspec.structs.replace(gone.metric, cpu_percent=0.0, memory_bytes=0, exit_reason=reason)
                )
        self._seen = seen
        return metrics

    def _members(self, readings: Mapping[int, Reading]) -> list[Reading]:
        """The main process, its descendants, and those it had at the last call whose parent is gone since."""
        own = os.getpid()
        known: dict[int, bool] = {own: True}

        def belongs(pid: int, depth: int = 0) -> bool:
            if pid not in known:
                reading = readings.get(pid)
                if reading is None or depth > MAX_DEPTH:
                    return False
                known[pid] = (pid, reading.started) in self._seen or belongs(reading.parent, depth + 1)
            return known[pid]

        members = [reading for pid, reading in readings.items() if not reading.ended and belongs(pid)]
        return sorted(members, key=lambda reading: (reading.pid != own, reading.started, reading.pid))


def _metric(
    reading: Reading, before: _Seen | None, now_ns: int, peak: int, role: tuple[Role, str, str | None] | None
) -> ProcessMetric:
    percent = 0.0
    if before is not None and now_ns > before.at_ns:
        ticks = max(0, reading.cpu_ticks - before.reading.cpu_ticks)
        percent = 100 * ticks / TICKS_PER_SECOND / ((now_ns - before.at_ns) / 1e9)
    main = reading.pid == os.getpid()
    known = role is not None and role[2] is None
    return ProcessMetric(
        pid=reading.pid,
        parent_pid=reading.parent,
        role="main" if main else role[0] if role is not None and known else None,
        name="main process" if main else role[1] if role is not None and known else "",
        created_ms=(time.time_ns() - process_age_ns(reading.started)) // 1_000_000,
        cpu_percent=percent,
        cpu_seconds=reading.cpu_ticks / TICKS_PER_SECOND,
        memory_bytes=reading.memory,
        memory_peak_bytes=peak,
    )
