"""Which clock of the machine durations are measured with."""

from __future__ import annotations

import time

import pytest

from desktop_rum.clock import monotonic_of


@pytest.mark.parametrize(
    ("platform", "clock"), [("win32", time.perf_counter_ns), ("darwin", time.monotonic_ns)], ids=["Windows", "macOS"]
)
def test_elsewhere(platform: str, clock: object) -> None:
    assert monotonic_of(platform) is clock


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="Linux has it")
def test_on_linux_it_goes_on_while_the_machine_sleeps() -> None:
    before = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    assert before <= monotonic_of("linux")() <= time.clock_gettime_ns(time.CLOCK_BOOTTIME)
