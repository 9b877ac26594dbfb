"""From options to a running app: Qt, its event loop, the playground's parts, and a window or a headless run."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING

import qasync
from PySide6.QtWidgets import QApplication

from playground.app import build_window
from playground.console import complain, say
from playground.headless import HeadlessRun
from playground.running import Playground
from playground.scenarios import SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow

    from playground.options import Options


def run(options: Options) -> int:
    """Run until the window is closed or the scenarios are done; returns the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(_live(options)))


async def _live(options: Options) -> int:
    playground = Playground(options)
    try:
        window = build_window(playground, theme=options.theme)
        window.show()
        if options.is_headless:
            code = await HeadlessRun(playground, options.scenarios).run(
                lambda: _take_picture(window, options.screenshot)
            )
            _name_what_was_left(options)
            return code
        if playground.warning is not None:
            complain(playground.warning)
        playground.stage.perform(_play(playground, window, options))
        await _closed()
        return 0
    finally:
        await playground.stop()


async def _play(playground: Playground, window: QMainWindow, options: Options) -> None:
    """The scenarios that were asked for, in the window, and then its picture."""
    for name in options.scenarios:
        await SCENARIOS[name].run(playground.stage)
    await playground.flush()
    _take_picture(window, options.screenshot)


def _take_picture(window: QMainWindow, file: Path | None) -> None:
    if file is not None and not window.grab().save(str(file)):
        complain(f"the picture could not be saved as {file}")


def _name_what_was_left(options: Options) -> None:
    for what, file in (("Events as the intake received them", options.record), ("Picture", options.screenshot)):
        if file is not None:
            say(f"{what}: {file}")


async def _closed() -> None:
    """Wait until the last window is closed, or somebody asks the process to end."""
    closed = asyncio.Event()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setQuitOnLastWindowClosed(False)
        app.lastWindowClosed.connect(closed.set)
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, closed.set)
    await closed.wait()
