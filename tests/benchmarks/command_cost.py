"""What one `subprocess.run` costs more with the SDK: with the fork stubbed out, and with a real child."""

from __future__ import annotations

import contextlib
import subprocess
from typing import TYPE_CHECKING, Any
from unittest import mock

from desktop_rum.api import current_sdk
from tests.benchmarks.harness import Row, cpu_us, median_us, microseconds_row, paired

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def _without_fork() -> Iterator[None]:
    """`Popen` that forks nothing: what is left is Python's part of the call, and ours."""

    def no_child(popen: Any, *_args: Any, **_kwargs: Any) -> None:
        popen.pid, popen._child_created = 1, True

    def gone(popen: Any, *_args: Any) -> tuple[int, int]:
        return popen.pid, 0

    with (
        mock.patch.object(subprocess.Popen, "_execute_child", no_child),
        mock.patch.object(subprocess.Popen, "_try_wait", gone),
    ):
        yield


def _run() -> None:
    subprocess.run(["/bin/true"], check=False)


def _cpu_to_disk(repeats: int) -> float:
    """Everything up to the line on disk: waiting for the pipeline is part of it, the upload is not."""
    sdk = current_sdk()

    def rounds() -> None:
        for _ in range(repeats):
            _run()
        if sdk is not None:
            sdk.pipeline.call(lambda: None, 10)

    return cpu_us(rounds, 1) / repeats


def measure() -> list[Row]:
    """The rows of this benchmark."""
    with _without_fork():
        stubbed = paired(lambda: median_us(_run, 3_000), 7)
    real = paired(lambda: _cpu_to_disk(500), 7)
    return [
        microseconds_row("subprocess.run, fork stubbed out, median", *stubbed, "+12 µs"),
        microseconds_row("subprocess.run, real child, CPU up to the line on disk", *real, "+40 µs"),
    ]
