"""Panels with a real stage behind them; nothing is monitored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.stage import Stage
from tests.playground.window_parts import theme
from tests.plugins.qt_loop import RunAsync, run_async

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["run_async", "theme"]


@pytest.fixture
def stage(run_async: RunAsync) -> Iterator[Stage]:
    """A stage that is cleared after its test."""
    stage = Stage()
    yield stage
    run_async(stage.stop())
