"""Windows with a real stage behind them; the main window with a real playground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.options import Options
from playground.running import Playground
from playground.stage import Stage
from tests.playground.window_parts import theme
from tests.playground.windows.whole_window import build
from tests.plugins.qt_loop import RunAsync, run_async

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from playground.main_window import MainWindow

__all__ = ["run_async", "theme"]


@pytest.fixture
def stage(run_async: RunAsync) -> Iterator[Stage]:
    """A stage that is cleared after its test; nothing is monitored."""
    stage = Stage()
    yield stage
    run_async(stage.stop())


@pytest.fixture
def playground(run_async: RunAsync, tmp_path: Path) -> Iterator[Playground]:
    """Intake, SDK, feed and stage, all real."""
    playground = Playground(Options(data_dir=tmp_path))
    yield playground
    run_async(playground.stop())


@pytest.fixture
def open_main_window(
    run_async: RunAsync, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Callable[[Playground], MainWindow]:
    """Builds main windows as the program does."""

    def open_window(playground: Playground) -> MainWindow:
        window = run_async(build(qapp, playground, tmp_path))
        qtbot.addWidget(window)
        return window

    return open_window


@pytest.fixture
def window(open_main_window: Callable[[Playground], MainWindow], playground: Playground) -> MainWindow:
    """The main window of that playground."""
    return open_main_window(playground)
