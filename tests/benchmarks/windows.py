"""Windows drawn by a process of their own: from paint to window, from input to frame, and what an idle page costs."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from typing import TYPE_CHECKING, Any

from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from playground.processes import RendererProcess

FRAMES = 60
KEYS = 60
IDLE_SECONDS = 10.0
#: after which a page that is not touched has come to rest: the last input was answered for
RESTING_SECONDS = 5.0


def measure() -> list[Row]:
    """The rows of this benchmark."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import qasync
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    with qasync.QEventLoop(application) as loop:
        rows: list[Row] = loop.run_until_complete(_measure())
    return rows


async def _measure() -> list[Row]:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from playground.stage import Stage
    from playground.theme import Scheme, Theme
    from playground.windows.window_keeper import WindowKeeper

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    stage = Stage()
    keeper = WindowKeeper(Theme(application, Scheme.LIGHT), stage)
    stage.window_opened.connect(keeper.show)
    process = await stage.open_window("form")
    surface = keeper.windows[0].page.surface
    keeper.windows[0].resize(1200, 800)
    await _next_frame(process, surface, lambda: None)

    whole = [await _next_frame(process, surface, lambda: process.tell({"type": "redraw"})) for _ in range(FRAMES)]
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=QPoint(60, 90))
    await asyncio.sleep(0.5)
    typed = [await _next_frame(process, surface, lambda: QTest.keyClick(surface, Qt.Key.Key_A)) for _ in range(KEYS)]
    await asyncio.sleep(RESTING_SECONDS)
    before = _cpu_seconds(process.pid)
    await asyncio.sleep(IDLE_SECONDS)
    idle = (_cpu_seconds(process.pid) - before) * 1e3
    await stage.stop()
    percentile = statistics.quantiles(whole, n=20)[18]
    return [
        Row("frame of 1200 x 800, from paint to window, 95th percentile", "", f"{percentile:.1f} ms", "", "16 ms"),
        Row("key to frame, median", "", f"{statistics.median(typed):.1f} ms", "", "50 ms"),
        Row("idle page with the caret in a field, CPU in 10 s", "", f"{idle:.1f} ms", "", "10 ms"),
    ]


async def _next_frame(process: RendererProcess, surface: QWidget, cause: Any) -> float:
    """Milliseconds from the cause until the window has painted the frame."""
    came: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def on_picture(_rect: object) -> None:
        surface.repaint()
        if not came.done():
            came.set_result(time.perf_counter())

    process.picture_changed.connect(on_picture)
    start = time.perf_counter()
    cause()
    try:
        return (await came - start) * 1e3
    finally:
        process.picture_changed.disconnect(on_picture)


def _cpu_seconds(pid: int) -> float:
    """As the scheduler counts it, in ns; the ticks of /proc/<pid>/stat are 10 ms each."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:  # noqa: PTH123 - one word of one line
            total += int(file.read().split()[0])
    return total / 1e9
