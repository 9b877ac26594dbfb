"""From options to a running app: Qt, its event loop, the playground's parts, and a window or a headless run."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop_rum.qt import watch_event_loop, watch_user_activity
from playground.app import build_window
from playground.console import complain, say
from playground.end_signals import EndSignals
from playground.headless import HeadlessRun
from playground.qt_messages import quieten_offscreen_platform
from playground.running import Playground
from playground.scenarios import MAIN_PAGE_EVENTS, SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

    from playground.main_window import MainWindow
    from playground.options import Options

#: the exit code of a process that a signal ended, less the signal's number, as shells tell it
BY_SIGNAL = 128


def run(options: Options) -> int:
    """Run until the window is closed or the scenarios are done; returns the exit code."""
    if options.is_headless:
        quieten_offscreen_platform()
    loop = qasync.QEventLoop(_application())
    with loop:
        return int(loop.run_until_complete(_until_interrupted(options)))


async def _until_interrupted(options: Options) -> int:
    """Run, but end in good order when somebody asks the process to: what happened until then is still sent."""
    live = asyncio.ensure_future(_live(options))
    received: list[int] = []

    def on_signal(number: int) -> None:
        received.append(number)
        live.cancel()

    signals = EndSignals()
    signals.received.connect(on_signal)
    try:
        return await live
    except asyncio.CancelledError:
        if not received:
            raise
        return BY_SIGNAL + received[0]
    finally:
        signals.stop()


async def _live(options: Options) -> int:
    playground = Playground(options)
    app = _application()
    watch_user_activity(app)
    watch_event_loop(app)
    try:
        # Without anybody to look, the layout of the last time is of no interest.
        window = build_window(
            playground, theme=options.theme, data_dir=None if options.is_headless else options.data_dir
        )
        if not options.is_headless:
            window.fit(window.screen().availableSize())
        window.show()
        # What is there now stays: looking through it for garbage again and again would hold the window for 50 ms.
        gc.freeze()
        if options.is_headless:
            code = await HeadlessRun(playground, options.scenarios, MAIN_PAGE_EVENTS, is_demo=options.is_demo).run(
                lambda: take_picture(window, options.screenshot)
            )
            _name_what_was_left(options)
            return code
        if playground.warning is not None:
            complain(playground.warning)
        playground.stage.perform(_play(playground, window, options))
        await _closed(app)
        return 0
    finally:
        await playground.stop()


async def _play(playground: Playground, window: MainWindow, options: Options) -> None:
    """The scenarios that were asked for, in the window, and then its picture."""
    if options.is_demo:
        window.act.demo.trigger()
        window.panels.demo.play()
    for name in options.scenarios:
        await SCENARIOS[name].run(playground.stage)
    await playground.flush()
    problem = take_picture(window, options.screenshot)
    if problem is not None:
        complain(problem)


def take_picture(window: MainWindow, file: Path | None) -> str | None:
    """Save a picture of the window; returns why that failed, or None."""
    window.table.tell_counts()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # longer texts have their room now
    if file is None or window.grab().save(str(file)):
        return None
    file.unlink(missing_ok=True)  # half a picture is none
    return f"the picture could not be saved as {file}"


def _name_what_was_left(options: Options) -> None:
    for what, file in (("Events as the intake received them", options.record), ("Picture", options.screenshot)):
        if file is not None and file.exists():
            say(f"{what}: {file}")


def _application() -> QApplication:
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(sys.argv[:1])


async def _closed(app: QApplication) -> None:
    """Wait until the last window is closed."""
    closed = asyncio.Event()
    # What still has to be sent is sent after that, so Qt shall not end the loop by itself.
    app.setQuitOnLastWindowClosed(False)
    app.lastWindowClosed.connect(closed.set)
    await closed.wait()
