"""How many events one thread hands over, and how many the pipeline writes, a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import desktop_rum
from tests.benchmarks.harness import Row, running_sdk

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = 100_000


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b'\n{"type":"action"') + 1 for path in folder.rglob("batch-*"))


def measure() -> list[Row]:
    """The rows of this benchmark."""
    with running_sdk():
        start = time.perf_counter()
        for _ in range(EVENTS):
            desktop_rum.add_action("measured")
        handed_over = EVENTS / (time.perf_counter() - start)
        desktop_rum.flush(0.001)
        deadline = time.perf_counter() + 60
        while time.perf_counter() < deadline and not desktop_rum.flush(0.001):
            break
    written = _pipeline_rate()
    return [
        Row("events handed over by one thread", "", f"{handed_over:,.0f} / s", "", "300,000 / s"),
        Row("events written by the pipeline", "", f"{written:,.0f} / s", "", "80,000 / s"),
    ]


def _pipeline_rate() -> float:
    """Events a second from the queue to the disk, with nobody else at work."""
    from desktop_rum.api import current_sdk
    from desktop_rum.instrument.observations import ActionAdded

    with running_sdk():
        sdk = current_sdk()
        assert sdk is not None
        observations = [ActionAdded("measured", time.time_ns()) for _ in range(EVENTS)]
        start = time.perf_counter()
        for observation in observations:
            sdk.pipeline.put(observation)
        sdk.pipeline.call(lambda: None, 60)
        return EVENTS / (time.perf_counter() - start)
