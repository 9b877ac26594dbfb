"""The one place that closes runs, where what it tells fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_rum.clock import SystemClock
from desktop_rum.instrument.runs import Runs

if TYPE_CHECKING:
    from desktop_rum.instrument.run import Run


def test_an_end_that_cannot_be_told_is_not_told_again() -> None:
    """Only what a signal handler has interrupted is: any other failure would come back each time."""
    told: list[Run] = []

    def fails(run: Run) -> None:
        told.append(run)
        raise ValueError("no room")

    runs = Runs(SystemClock(), fails)
    run = runs.open("run", ("true",), None, None, shell=False)
    with pytest.raises(ValueError, match="no room"):
        runs.close(run, 0)
    assert told == [run]
    assert not runs.is_open(run)
