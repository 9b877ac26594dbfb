"""What was delivered and what was not, in figures: for telemetry, and for whoever shows a meter."""

from __future__ import annotations

from collections import Counter

import msgspec


class DeliveryFigures(msgspec.Struct, frozen=True):
    """A moment's figures; counts are since `init()`."""

    queued: int
    """Observations that wait for the pipeline."""
    unwritten: int
    """Events that wait for the disk."""
    batches: int
    """Sealed batches that wait for upload."""
    batch_bytes: int
    sent_batches: int
    sent_events: int
    sent_bytes: int
    """On disk, before compression."""
    retries: int
    """Tries that failed and will be repeated."""
    dropped: dict[str, int]
    """Events that were given up, by reason."""
    discarded: dict[str, int]
    """Events that somebody did not want, by whom."""


class Delivery:
    """Counts; lives on the pipeline thread."""

    def __init__(self) -> None:
        self.sent_batches = 0
        self.sent_events = 0
        self.sent_bytes = 0
        self.retries = 0
        self.dropped: Counter[str] = Counter()
        self.discarded: Counter[str] = Counter()

    def count_sent(self, events: int, size: int) -> None:
        """A batch was taken by the intake."""
        self.sent_batches += 1
        self.sent_events += events
        self.sent_bytes += size

    def count_retry(self) -> None:
        """A try failed."""
        self.retries += 1

    def count_dropped(self, reason: str, events: int) -> None:
        """Events were given up."""
        self.dropped[reason] += events

    def count_discarded(self, reason: str) -> None:
        """An event was not wanted."""
        self.discarded[reason] += 1
