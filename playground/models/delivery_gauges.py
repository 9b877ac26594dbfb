"""The meter of delivery in words: what waits, what was sent, what was tried again and what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.models.words import count_of, size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_rum import DeliveryFigures

#: shown where the SDK does not run
UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure: its name, its value, what it is about, and good, warning or error where that is worth a colour."""

    name: str
    value: str
    about: str
    tone: str = ""


def gauges(figures: DeliveryFigures | None) -> tuple[Gauge, ...]:
    """The meter, in the order in which events go through."""
    if figures is None:
        names = ("Queue", "Batches", "On disk", "Sent", "Retries", "Dropped")
        return tuple(Gauge(name, UNKNOWN, "The SDK is not running") for name in names)
    dropped = sum(figures.dropped.values())
    return (
        Gauge("Queue", f"{figures.queued + figures.unwritten:,}", "Wait in memory: for the pipeline, or for the disk"),
        Gauge(
            "Batches",
            f"{figures.batches:,}",
            "Sealed batches on disk that wait for their upload",
            "warning" if figures.batches else "",
        ),
        Gauge("On disk", size(figures.batch_bytes), "Size of the batches that wait"),
        Gauge(
            "Sent",
            size(figures.sent_bytes),
            f"{count_of(figures.sent_events, 'event')} in {count_of(figures.sent_batches, 'batch', 'batches')}, "
            "before compression",
        ),
        Gauge("Retries", f"{figures.retries:,}", "Tries that failed and are repeated, later and later"),
        Gauge("Dropped", f"{dropped:,}", _reasons(figures.dropped), "error" if dropped else ""),
    )


def summary(figures: DeliveryFigures | None) -> str:
    """The meter in one line."""
    if figures is None:
        return "not reporting"
    parts = [
        f"queue {figures.queued + figures.unwritten:,}",
        f"{count_of(figures.batches, 'batch', 'batches')}, {size(figures.batch_bytes)}",
    ]
    if figures.retries:
        parts.append(count_of(figures.retries, "retry", "retries"))
    parts.append(f"dropped {sum(figures.dropped.values()):,}")
    return " · ".join(parts)


def _reasons(dropped: Mapping[str, int]) -> str:
    return "\n".join(f"{count:,}: {reason}" for reason, count in dropped.items()) or "No event was given up"
