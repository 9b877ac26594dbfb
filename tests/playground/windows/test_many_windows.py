"""Windows that open and close leave nothing behind: no process, mapped file, socket or file descriptor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psutil
import pytest

from playground.processes import frame_memory
from playground.windows.window_keeper import WindowKeeper
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from playground.stage import Stage
    from playground.theme import Theme
    from tests.plugins.qt_loop import RunAsync

WINDOWS, TIMES = 20, 10


def held() -> tuple[int, set[str], list[str]]:
    """Open files of this process, what it maps of frames, and its children."""
    process = psutil.Process()
    maps = {item.path for item in process.memory_maps() if "playground-frames-" in item.path}
    children = [child.name() for child in process.children(recursive=True)]
    return process.num_fds(), maps, children


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of frames that this process makes: others run tests beside it."""
    made: list[Path] = []
    new_folder = frame_memory._new_folder

    def noted() -> Path:
        made.append(new_folder())
        return made[-1]

    monkeypatch.setattr(frame_memory, "_new_folder", noted)
    return made


@pytest.mark.slow
def test_20_windows_open_and_close_10_times_each(
    run_async: RunAsync, stage: Stage, theme: Theme, qapp: QApplication, folders: list[Path]
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

    descriptors, maps, children = held()
    assert (maps, children) == (set(), before[2])
    assert descriptors <= before[0]
    assert len(folders) > WINDOWS * TIMES
    assert not [folder for folder in folders if folder.exists()]
