"""The playground with its window: from the start until somebody closes it."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from playground.launch import run
from playground.main_window import MainWindow
from playground.options import Options
from tests.plugins.qt_loop import quiet_loops

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def closer(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    """Closes the main window once its picture was taken."""
    quiet_loops()
    timer = QTimer()

    def close() -> None:
        if (tmp_path / "window.png").exists():
            timer.stop()
            for window in QApplication.topLevelWidgets():
                if isinstance(window, MainWindow):
                    window.close()

    timer.timeout.connect(close)
    timer.start(20)
    yield
    timer.stop()
    gc.collect()  # what is left of loop and window goes in this thread, where their timers live
    qapp.setQuitOnLastWindowClosed(True)


@pytest.mark.slow
@pytest.mark.usefixtures("closer")
def test_runs_scenarios_in_its_window_until_it_is_closed(tmp_path: Path) -> None:
    options = Options(
        scenarios=("exit-3", "worker-talk", "window-close"),
        record=tmp_path / "events.ndjson",
        screenshot=tmp_path / "window.png",
        data_dir=tmp_path / "data",
    )

    assert run(options) == 0

    events = [json.loads(line) for line in (tmp_path / "events.ndjson").read_text().splitlines()]
    newest = {event["view"]["name"]: event["view"] for event in events if event["type"] == "view"}
    assert "main process" in newest
    assert "Utility: echo-worker" in newest
    assert not any(view["is_active"] for view in newest.values())
    resources = [event["resource"] for event in events if event["type"] == "resource"]
    assert [resource["status_code"] for resource in resources if resource["type"] == "native"] == [3]
    assert not QImage(str(tmp_path / "window.png")).isNull()
