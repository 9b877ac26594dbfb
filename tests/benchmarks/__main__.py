"""`make bench`: every benchmark, as one table. Give names of benchmarks to run only these."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.benchmarks.harness import Row, measured

BENCHMARKS = ("starting", "command_cost", "commands_families", "throughput", "children", "windows", "window_events")


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all of them."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    rows = [Row("", "bare", "with the SDK", "difference", "target")]
    for name in names or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            rows += process.submit(measured, name).result()
    widths = [max(len(cell) for cell in column) for column in zip(*(_cells(row) for row in rows), strict=True)]
    for row in rows:
        first, *rest = _cells(row)
        print(
            "  ".join(
                [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
            )
        )
    return 0


def _cells(row: Row) -> list[str]:
    return [row.what, row.bare, row.with_sdk, row.difference, row.target]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
