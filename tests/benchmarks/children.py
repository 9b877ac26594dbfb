"""What children cost: the worker's one line, an error on its way, `Process.start()`, the metrics of 100 processes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import desktop_rum
from desktop_rum.api import current_sdk
from tests.benchmarks import process_starts
from tests.benchmarks.harness import Row, running_sdk

if TYPE_CHECKING:
    from collections.abc import Callable

_SDK = Path(desktop_rum.__file__).parents[1]
_PROCESSES = 100

_TIME_IMPORT = "import time\nstart = time.perf_counter()\nimport {modules}\nprint((time.perf_counter() - start) * 1e3)"

_TIME_ERRORS = """
import desktop_rum.utility, desktop_rum, json, sys, time
def deep(levels):
    if levels:
        return deep(levels - 1)
    raise ValueError("an error of a worker")
times = []
for _ in range(300):
    try:
        deep(10)
    except ValueError as error:
        start = time.perf_counter()
        desktop_rum.add_error(error)
        times.append((time.perf_counter() - start) * 1e6)
print(json.dumps(times))
"""


def measure() -> list[Row]:
    """The rows of this benchmark."""
    return [_import_row(), _error_row(), *process_starts.measure(), _metrics_row()]


def _import_row() -> Row:
    with tempfile.TemporaryDirectory() as cache:
        bare = _median_output(_TIME_IMPORT.format(modules="json, socket, threading, traceback"), cache)
        line = _median_output(_TIME_IMPORT.format(modules="desktop_rum.utility"), cache)
    return Row(
        "import desktop_rum.utility (json, socket, threading, traceback)",
        f"{bare:.1f} ms",
        f"{line:.1f} ms",
        f"x {line / bare:.2f}",
        "x 1.5",
    )


def _median_output(code: str, cache: str) -> float:
    outputs = [_run(code, cache) for _ in range(21)]
    return statistics.median(map(float, outputs[1:]))  # the first one compiles


def _run(code: str, cache: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(_SDK), "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout


def _error_row() -> Row:
    with tempfile.TemporaryDirectory() as cache, running_sdk():
        times = json.loads(_run(_TIME_ERRORS, cache))
    median = statistics.median(times)
    return Row("an error handed over in a worker", "0.0 µs", f"{median:.1f} µs", f"+{median:.1f} µs", "200 µs")


def _metrics_row() -> Row:
    with running_sdk():
        children = [subprocess.Popen(["sleep", "60"]) for _ in range(_PROCESSES)]
        sdk = current_sdk()
        assert sdk is not None
        collector = sdk.children.metrics
        views = [(sdk.views.main, child.pid, None) for child in children]
        seconds = _median_seconds(lambda: collector.sample(views))
        for child in children:
            child.kill()
            child.wait()
    share = seconds / 2 * 100
    return Row(
        f"metrics of {_PROCESSES} processes every 2 s", "0 %", f"{share:.2f} %", f"+{share:.2f} %", "0.5 % of a core"
    )


def _median_seconds(action: Callable[[], object]) -> float:
    times = []
    for _ in range(21):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
