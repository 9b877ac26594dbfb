"""What every benchmark shares: a row of the table, medians, and an SDK in a folder that is thrown away."""

from __future__ import annotations

import contextlib
import importlib
import logging
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import desktop_rum
from desktop_rum.api import current_sdk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    bare: str
    """The figure without the SDK."""
    with_sdk: str
    difference: str
    target: str
    """What the project asks for; a figure to compare with, on a machine of one's own."""


def measured(name: str) -> list[Row]:
    """The rows of one benchmark; called in a process of its own, for an application of Qt's stays where it was made."""
    logging.getLogger("desktop_rum").setLevel(logging.ERROR)  # the intake is meant to be away
    rows: list[Row] = importlib.import_module(f"tests.benchmarks.{name}").measure()
    return rows


@contextlib.contextmanager
def running_sdk() -> Iterator[Path]:
    """An SDK whose intake is not there: everything but the upload is at work. Gives its data folder."""
    with tempfile.TemporaryDirectory() as folder:
        desktop_rum.init(
            application_id="00000000-0000-4000-8000-000000000000",
            client_token="pub0",  # noqa: S106 - no secret
            service="benchmark",
            proxy="http://127.0.0.1:9/",
            data_dir=folder,
            app_roots=[str(Path(__file__).parent)],
        )
        try:
            yield Path(folder)
        finally:
            desktop_rum.stop(timeout=2)


def median_us(action: Callable[[], object], repeats: int) -> float:
    """The median time of one call, in µs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        action()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1_000


def cpu_us(action: Callable[[], object], repeats: int) -> float:
    """The CPU time of this process, all threads, for one call, in µs."""
    start = time.process_time_ns()
    for _ in range(repeats):
        action()
    return (time.process_time_ns() - start) / repeats / 1_000


def cpu_to_disk_us(action: Callable[[], object]) -> float:
    """As `cpu_us` of one call, up to the line on disk: waiting for the pipeline is part of it, the upload is not."""

    def to_disk() -> None:
        action()
        caught_up()

    return cpu_us(to_disk, 1)


def caught_up() -> None:
    """What the SDK was told so far is on disk."""
    sdk = current_sdk()
    if sdk is not None:
        sdk.pipeline.catch_up(10)


def paired(
    measure: Callable[[], float], rounds: int, after_round: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """The medians of `measure` without and with a running SDK, taken in turn so that the machine's moods cancel.

    `after_round` is part of what is measured with the SDK only if `measure` calls it; here it tidies up.
    """
    bare, with_sdk = [], []
    for _ in range(rounds):
        bare.append(measure())
        with running_sdk():
            with_sdk.append(measure())
        after_round()
    return statistics.median(bare), statistics.median(with_sdk)


def microseconds_row(what: str, bare: float, with_sdk: float, target: str) -> Row:
    """A row of two times in µs."""
    difference = f"{with_sdk - bare:+.1f} µs, x {with_sdk / bare:.2f}"
    return Row(what, f"{bare:.1f} µs", f"{with_sdk:.1f} µs", difference, target)
