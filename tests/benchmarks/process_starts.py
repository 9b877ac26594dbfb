"""What `Process.start()` of `multiprocessing` costs, without and with the SDK in turn.

Two processes, one without and one with it, start a few in turn, many times: what else the machine does comes and goes
within seconds, and is the same for both that way. Most of the cost is pages of memory that are copied, and which object
lies on which page is another matter in each process: so a pair of processes says little, and some of them are measured.
"""

from __future__ import annotations

import contextlib
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
    """Pairs of them."""
    turns: int
    warm_up: int
    """Starts of a turn that do not count: the other process has had the processor's caches."""
    starts: int


PLANS: Final = {"fork": _Plan(8, 12, 5, 20), "forkserver": _Plan(14, 12, 3, 15), "spawn": _Plan(14, 8, 1, 4)}

_WARM_UP_SECONDS: Final = 0.7
"""How long a process starts others before the first turn: what `init()` leaves for a moment later is done by then, and
the forks after a thread has begun, which are dearer by a third."""


def measure() -> list[Row]:
    """A row for each start method."""
    return [_row(method, plan) for method, plan in PLANS.items()]


def _row(method: str, plan: _Plan) -> Row:
    pairs = [pair for _ in range(plan.processes) for pair in _pairs_of_two_processes(method, plan)]
    bare, with_sdk = (statistics.median(times) for times in zip(*pairs, strict=True))
    lower, middle, upper = statistics.quantiles([(after / before - 1) * 100 for before, after in pairs], n=4)
    return Row(
        f"Process.start(), {method}, CPU of the calling thread",
        f"{bare:.1f} µs",
        f"{with_sdk:.1f} µs",
        f"{middle:+.1f} % (quartiles {lower:+.1f}, {upper:+.1f})",
        "+10 %",
    )


def _pairs_of_two_processes(method: str, plan: _Plan) -> list[tuple[float, float]]:
    with contextlib.ExitStack() as stack:
        sides = [stack.enter_context(_side(method, with_sdk=with_sdk)) for with_sdk in (False, True)]
        for side in sides:
            _turn(side)  # the first answer comes when it is warm
        pairs = []
        for number in range(plan.turns):
            times = [_turn(side) for side in (sides[::-1] if number % 2 else sides)]
            pairs.append((times[-1], times[0]) if number % 2 else (times[0], times[-1]))
        return pairs


def _side(method: str, *, with_sdk: bool) -> subprocess.Popen[str]:
    # Not with `-m`: each child that is not forked would import this module.
    command = [sys.executable, "-c", f"from {__name__} import take_turns\ntake_turns({method!r}, with_sdk={with_sdk})"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _turn(side: subprocess.Popen[str]) -> float:
    assert side.stdin is not None
    assert side.stdout is not None
    side.stdin.write("\n")
    side.stdin.flush()
    return float(side.stdout.readline())


def take_turns(method: str, *, with_sdk: bool) -> None:
    """Measure a turn for each line of the standard input. Both sides have the SDK's modules: a fork copies them."""
    logging.getLogger("desktop_rum").setLevel(logging.ERROR)  # the intake is meant to be away
    context, plan = multiprocessing.get_context(method), PLANS[method]
    with running_sdk():
        _start(context)  # the first one starts the resource tracker
    server: Any = multiprocessing.forkserver._forkserver
    server._stop()  # what it has imported is a matter of the side that it is started on
    with running_sdk() if with_sdk else contextlib.nullcontext():
        warm_at = time.monotonic() + _WARM_UP_SECONDS
        while time.monotonic() < warm_at:
            _start(context)
        for _ in sys.stdin:
            for _ in range(plan.warm_up):
                _start(context)
            print(statistics.median(_start(context) for _ in range(plan.starts)), flush=True)


def _start(context: Any) -> float:
    """In µs: not what others on the machine take meanwhile. The child does nothing, and imports nothing of its own."""
    process = context.Process(target=os.getpid)
    start = time.thread_time_ns()
    process.start()
    elapsed = time.thread_time_ns() - start
    process.join()
    return elapsed / 1_000
