"""Draws a page twice, in a window by its renderer and directly in this process, and compares the pictures.

Usage: python -m tests.playground.windows.pixels PAGE SCHEME, at the scale of QT_SCALE_FACTOR; exit code 0 when equal.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from playground.stage import PAGES, Stage
from playground.theme import Scheme, Theme
from playground.windows.look import look_of
from playground.windows.window_keeper import WindowKeeper
from tests.playground.window_parts import until
from workers import page
from workers.page_widget import PageWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def picture_of(widget: QWidget) -> QImage:
    """What a widget shows."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def drawn_here(name: str, theme: Theme, size: tuple[int, int]) -> QImage:
    """The page as this process draws it."""
    widget = PageWidget(look_of(theme))
    widget.resize(*size)
    widget.show_page(page.load(PAGES / f"{name}.html")[1], QUrl.fromLocalFile(str(PAGES / f"{name}.html")))
    widget.show()
    picture = picture_of(widget)
    widget.close()
    widget.deleteLater()
    return picture


async def drawn_by_renderer(name: str, theme: Theme, stage: Stage) -> tuple[QImage, QImage]:
    """The page as the window shows it, while its renderer runs, and as this process draws it."""
    keeper = WindowKeeper(theme, stage)
    stage.window_opened.connect(keeper.show)
    process = await stage.open_window(name)
    surface = keeper.windows[0].page.surface
    expected = drawn_here(name, theme, (surface.width(), surface.height()))
    await until(lambda: picture_of(surface) == expected, process.picture_changed, process.answered)
    return picture_of(surface), expected


async def main(name: str, scheme: str) -> int:
    """Compare."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("There is no QApplication")
    app.setQuitOnLastWindowClosed(False)
    theme, stage = Theme(app, Scheme(scheme)), Stage()
    try:
        shown, expected = await asyncio.wait_for(drawn_by_renderer(name, theme, stage), 20)
    finally:
        await stage.stop()
    print(f"{shown.width()}x{shown.height()} at {shown.devicePixelRatio()}")  # noqa: T201 - for the test
    return 0 if shown == expected else 1


if __name__ == "__main__":
    with qasync.QEventLoop(QApplication(sys.argv[:1])) as loop:
        sys.exit(loop.run_until_complete(main(*sys.argv[1:3])))
