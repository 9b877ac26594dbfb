"""Windows that open and close leave nothing behind: no process, mapped file, socket or file descriptor."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from playground.windows.window_keeper import WindowKeeper
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from playground.stage import Stage
    from playground.theme import Theme
    from tests.plugins.qt_loop import RunAsync

WINDOWS, TIMES = 20, 10


def held() -> tuple[int, set[str], list[str], set[Path]]:
    """Open files of this process, what it maps of frames, its children, and folders of frames."""
    process = psutil.Process()
    maps = {item.path for item in process.memory_maps() if "playground-frames-" in item.path}
    children = [child.name() for child in process.children(recursive=True)]
    folders = {folder for base in ("/dev/shm", "/tmp") for folder in Path(base).glob("playground-frames-*")}  # noqa: S108 - where they are
    return process.num_fds(), maps, children, folders


@pytest.mark.slow
def test_20_windows_open_and_close_10_times_each(
    run_async: RunAsync, stage: Stage, theme: Theme, qapp: QApplication
) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    keeper = WindowKeeper(theme, stage, stage)
    stage.window_opened.connect(keeper.show)

    async def open_one() -> None:
        process = await stage.open_window("form")
        await until(lambda: process.picture is not None, process.picture_changed)

    async def open_five() -> None:
        await asyncio.gather(*(open_one() for _ in range(5)))

    async def close() -> None:
        processes = list(stage.windows)
        keeper.close_all()
        await asyncio.gather(*(process.wait_exited() for process in processes))

    run_async(open_one())
    run_async(close())
    before = held()
    for _ in range(TIMES):
        for _ in range(WINDOWS // 5):
            run_async(open_five())
        assert len(keeper.windows) == len(stage.windows) == WINDOWS
        run_async(close())
        assert [*keeper.windows, *stage.windows] == []

    descriptors, maps, children, folders = held()
    assert (maps, children) == (set(), before[2])
    assert descriptors <= before[0]
    assert not folders - before[3]
