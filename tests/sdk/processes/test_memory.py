"""A hundred workers that live for ten minutes, polled all the time, leave nothing in the main process."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from desktop_rum.api import current_sdk
from desktop_rum.instrument.observations import ProcessStarted, ProcessStarting
from tests.plugins.manual_clock import ManualClock
from tests.plugins.recorder import Recorder
from tests.plugins.sdk import RunningSdk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


WORKERS: Final = 100
TICK: Final = 2.0
WARM_UP_SECONDS: Final = 120
SECONDS: Final = 600


@pytest.fixture
def workers() -> Iterator[list[int]]:
    """The pids of processes that the SDK has not seen start."""
    started = [subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(WORKERS)]
    yield [process.pid for process in started]
    for process in started:
        process.communicate()


@pytest.mark.slow
def test_ten_minutes_with_a_hundred_workers(workers: list[int], tmp_path: Path, home: Path) -> None:
    del home  # only first
    clock = ManualClock()
    recorder = Recorder(tmp_path, metrics_interval=TICK, clock=clock)
    sdk = current_sdk()
    assert sdk is not None
    running = RunningSdk(sdk, clock, tmp_path)
    for pid in workers:
        now = clock.now_ns(), clock.monotonic_ns()
        sdk.pipeline.put(ProcessStarting(-pid, "utility", f"worker {pid}", *now))
        sdk.pipeline.put(ProcessStarted(-pid, pid))
    _pass(running, WARM_UP_SECONDS)
    recorder.events.clear()
    before = _blocks()
    _pass(running, SECONDS)
    recorder.events.clear()
    grown = _blocks() - before
    views = [view for view, _, _ in sdk.children.processes.watched()]
    recorder.stop()

    assert len(views) == WORKERS + 1
    assert min(view.metrics.samples for view in views) >= SECONDS / TICK
    assert grown < 10 * WORKERS  # of some 7,000 versions of views


def _pass(running: RunningSdk, seconds: float) -> None:
    for _ in range(int(seconds / TICK)):
        running.advance(TICK)


def _blocks() -> int:
    """Blocks of memory that the interpreter has given out."""
    gc.collect()
    return sys.getallocatedblocks()
