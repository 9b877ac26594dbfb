"""A long life of the channel: many short workers, one after the other, leave nothing in the main process."""

from __future__ import annotations

import gc
import resource
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from desktop_rum.api import current_sdk
from tests.plugins.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.soak

WORKERS = 1_500
CODE = "import desktop_rum.utility, desktop_rum\ndesktop_rum.add_error(ValueError())\ndesktop_rum.add_action('a')"


@pytest.fixture
def recorder(tmp_path: Path, home: Path) -> Iterator[Recorder]:
    del home
    running = Recorder(tmp_path / "data", metrics_interval=0.1)
    yield running
    running.stop()


def test_workers_come_and_go(recorder: Recorder) -> None:
    for _ in range(WORKERS // 10):
        recorder.run(CODE)
    recorder.events.clear()
    gc.collect()
    files, memory = _open_files(), _memory()
    for _ in range(WORKERS):
        recorder.run(CODE)
        recorder.events.clear()
    desktop_rum.flush()
    recorder.events.clear()
    gc.collect()

    sdk = current_sdk()
    assert sdk is not None
    assert _open_files() <= files + 2
    assert sdk.children.processes._living == {}
    assert _memory() - memory < 16 * 1024 * 1024


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
