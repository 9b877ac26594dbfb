"""What one `subprocess.run` costs more with the SDK: with the fork stubbed out, and with a real child."""

from __future__ import annotations

import subprocess

from tests.benchmarks.harness import Row, caught_up, cpu_to_disk_us, median_us, microseconds_row, paired
from tests.benchmarks.without_fork import without_fork


def _run() -> None:
    subprocess.run(["/bin/true"], check=False)


def _cpu_to_disk(repeats: int) -> float:
    def rounds() -> None:
        for _ in range(repeats):
            _run()

    _run()
    caught_up()  # what the SDK does only once is no part of what a command costs
    return cpu_to_disk_us(rounds) / repeats


def measure() -> list[Row]:
    """The rows of this benchmark."""
    with without_fork():
        stubbed = paired(lambda: median_us(_run, 3_000), 7)
    real = paired(lambda: _cpu_to_disk(1_000), 9)
    return [
        microseconds_row("subprocess.run, fork stubbed out, median", *stubbed, "+12 µs"),
        microseconds_row("subprocess.run, real child, CPU up to the line on disk", *real, "+40 µs"),
    ]
