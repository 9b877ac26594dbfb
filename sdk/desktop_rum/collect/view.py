"""The state of one view: a process from its start to its exit, as the format's `view` events tell it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from desktop_rum.identifiers import new_id

METRICS_SECONDS: Final = 10.0
"""A new version for counters and metrics alone goes out at most this often; changes of state go out at once."""


class Metrics(msgspec.Struct):
    """Memory as a running mean and maximum, CPU as ticks."""

    samples: int = 0
    memory_average: float = 0.0
    memory_max: int = 0
    cpu_ticks_count: float = 0.0
    cpu_ticks_per_second: float = 0.0
    base_ticks: int | None = None
    """The process's ticks when the view began; None before the first sample."""


class View(msgspec.Struct):
    """One process view. Times are in ns; `started_ns` is on the monotonic clock."""

    name: str
    url: str
    started_ms: int
    started_ns: int
    context: dict[str, Any]
    """What the format has no field for: pid, reason, exit_code, signal, service_name."""
    id: str = msgspec.field(default_factory=new_id)
    active: bool = True
    ended_ns: int | None = None
    document_version: int = 0
    action_count: int = 0
    error_count: int = 0
    crash_count: int = 0
    resource_count: int = 0
    long_task_count: int = 0
    metrics: Metrics = msgspec.field(default_factory=Metrics)
    changed: bool = True
    """Whether there is anything that the last version did not tell."""
    urgent: bool = True
    """Whether the change is one of state, which goes out with the current batch."""
    told_ns: int = 0
    """When the last version went out."""

    def touch(self) -> None:
        """The view's state changed."""
        self.changed = self.urgent = True

    def count(self, kind: str, *, crash: bool = False) -> None:
        """One more event of this view."""
        self.changed = True
        if kind == "resource":
            self.resource_count += 1
        elif kind == "action":
            self.action_count += 1
        elif kind == "error":
            self.error_count += 1
            self.crash_count += crash
            self.urgent = True
        elif kind == "long_task":
            self.long_task_count += 1

    def end(self, ended_ns: int) -> None:
        """The process is gone, or the session is over."""
        self.active = False
        self.ended_ns = ended_ns
        self.touch()

    def is_due(self, now_ns: int) -> bool:
        """Whether a new version shall go out now."""
        return self.changed and (self.urgent or now_ns - self.told_ns >= METRICS_SECONDS * 1e9)

    def next_version(self, now_ns: int) -> dict[str, Any]:
        """The data of the next version of this view's event."""
        self.document_version += 1
        self.changed = self.urgent = False
        self.told_ns = now_ns
        view: dict[str, Any] = {
            "time_spent": max(0, (now_ns if self.ended_ns is None else self.ended_ns) - self.started_ns),
            "is_active": self.active,
            "action": {"count": self.action_count},
            "error": {"count": self.error_count},
            "crash": {"count": self.crash_count},
            "resource": {"count": self.resource_count},
            "long_task": {"count": self.long_task_count},
        }
        if self.metrics.samples:
            view |= {
                "memory_average": round(self.metrics.memory_average),
                "memory_max": self.metrics.memory_max,
                "cpu_ticks_count": self.metrics.cpu_ticks_count,
                "cpu_ticks_per_second": self.metrics.cpu_ticks_per_second,
            }
        return {
            "view": view,
            "_dd": {"document_version": self.document_version},
            "context": dict(self.context),
        }
