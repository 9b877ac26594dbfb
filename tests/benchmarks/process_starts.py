"""What `Process.start()` of `multiprocessing` costs, without and with the SDK in turn.

Most of it is pages of memory that are copied, and which object lies on which page is another matter in each process:
so a figure of one process says little, and a few of them are started.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import multiprocessing.forkserver
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, Final

from tests.benchmarks.harness import Row, running_sdk


@dataclass(frozen=True, slots=True)
class _Plan:
    """How much is measured of one start method."""

    processes: int
    pairs: int
    """Rounds without and with the SDK, in each process."""
    warm_up: int
    """Starts of a round that do not count. A thread that has just begun, anybody's, makes the next 30 forks dearer by a
    third: for so long the kernel tells the processor it ran on of each page that is copied."""
    starts: int


PLANS: Final = {"fork": _Plan(8, 4, 40, 80), "forkserver": _Plan(6, 8, 4, 24), "spawn": _Plan(4, 8, 1, 6)}


def measure() -> list[Row]:
    """A row for each start method."""
    return [_row(method, plan) for method, plan in PLANS.items()]


def _row(method: str, plan: _Plan) -> Row:
    pairs = [pair for _ in range(plan.processes) for pair in _pairs_of_a_process(method)]
    bare, with_sdk = (statistics.median(times) for times in zip(*pairs, strict=True))
    lower, middle, upper = statistics.quantiles([(after / before - 1) * 100 for before, after in pairs], n=4)
    return Row(
        f"Process.start(), {method}, CPU of the calling thread",
        f"{bare:.1f} µs",
        f"{with_sdk:.1f} µs",
        f"{middle:+.1f} % (quartiles {lower:+.1f}, {upper:+.1f})",
        "+10 %",
    )


def _pairs_of_a_process(method: str) -> list[tuple[float, float]]:
    # Not with `-m`: each child that is not forked would import this module.
    command = [sys.executable, "-c", f"from {__name__} import print_pairs\nprint_pairs({method!r})"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [(before, after) for before, after in json.loads(printed)]


def print_pairs(method: str) -> None:
    """Measure in this process. Both sides have the SDK's modules: what they take is copied by each fork."""
    logging.getLogger("desktop_rum").setLevel(logging.ERROR)  # the intake is meant to be away
    context, plan = multiprocessing.get_context(method), PLANS[method]
    with running_sdk():
        _start(context)  # the first one starts the resource tracker
    pairs = [_pair(context, plan, sdk_first=bool(number % 2)) for number in range(plan.pairs)]
    print(json.dumps(pairs))


def _pair(context: Any, plan: _Plan, *, sdk_first: bool) -> tuple[float, float]:
    before = 0.0 if sdk_first else _median_start(context, plan)
    with running_sdk():
        with_sdk = _median_start(context, plan)
    return before or _median_start(context, plan), with_sdk


def _median_start(context: Any, plan: _Plan) -> float:
    server: Any = multiprocessing.forkserver._forkserver
    server._stop()  # what it has imported is a matter of the side that it is started on
    for _ in range(plan.warm_up):
        _start(context)
    return statistics.median(_start(context) for _ in range(plan.starts))


def _start(context: Any) -> float:
    """In µs: not what others on the machine take meanwhile. The child does nothing, and imports nothing of its own."""
    process = context.Process(target=os.getpid)
    start = time.thread_time_ns()
    process.start()
    elapsed = time.thread_time_ns() - start
    process.join()
    return elapsed / 1_000
