"""A window with a page in it, and the same page drawn here, so that what the window shows can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QLineEdit

from playground.stage import PAGES
from playground.windows.look import look_of
from playground.windows.window_keeper import WindowKeeper
from tests.playground.window_parts import until
from tests.playground.windows.pixels import picture_of
from workers import page
from workers.page_widget import PageWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from playground.processes import RendererProcess
    from playground.stage import Stage
    from playground.theme import Theme
    from playground.windows.renderer_window import RendererWindow
    from tests.plugins.qt_loop import RunAsync

LEFT = Qt.MouseButton.LeftButton

#: where things are on the page form.html
CUSTOMER = QPoint(60, 90)
PIN = QPoint(60, 131)
SAVE = QPoint(294, 90)


class Shown:
    """A window with the page form.html, and the same page drawn here."""

    def __init__(self, qtbot: QtBot, window: RendererWindow, process: RendererProcess, theme: Theme) -> None:
        self.window = window
        self.process = process
        self.surface = window.page.surface
        self.reference = PageWidget(look_of(theme))
        qtbot.addWidget(self.reference)
        path = PAGES / "form.html"
        self.reference.show_page(page.load(path)[1], QUrl.fromLocalFile(str(path)))
        self.reference.resize(self.surface.size())
        self.reference.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # the window has the focus
        self.reference.show()

    async def equals_reference(self) -> None:
        """Wait until the window shows what the reference shows."""
        await until(lambda: picture_of(self.surface) == picture_of(self.reference), self.process.picture_changed)

    async def field_equals(self, text: str) -> None:
        """Wait until the window shows this text, and the caret behind it, in the first field."""
        field = self.reference.control("customer")
        assert isinstance(field, QLineEdit)
        field.setText(text)
        field.setFocus()
        QApplication.setCursorFlashTime(0)
        self.activate_reference()  # only then it shows a caret
        await until(field.hasFocus, application().focusChanged)
        where = field.geometry()
        expected = picture_of(self.reference).copy(where)
        self.window.activateWindow()
        await until(lambda: picture_of(self.surface).copy(where) == expected, self.process.picture_changed)

    async def settles(self, stage: Stage) -> None:
        """Wait until nothing more comes of what was done before: a frame may follow the answer to what made it."""
        came = False

        def note() -> None:
            nonlocal came
            came = True

        self.process.picture_changed.connect(note)
        quiet = 0
        while quiet < 3:
            came = False
            await stage.act_in_window(self.process, "nothing")
            quiet = 0 if came else quiet + 1
        self.process.picture_changed.disconnect(note)

    def activate_reference(self) -> None:
        """Let the window lose the focus."""
        self.reference.hide()
        self.reference.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
        self.reference.show()
        self.reference.activateWindow()

    async def changes(self) -> QImage:
        """Wait until the window shows something else."""
        before = picture_of(self.surface)
        await until(lambda: picture_of(self.surface) != before, self.process.picture_changed)
        return picture_of(self.surface)


@pytest.fixture
def shown(run_async: RunAsync, qtbot: QtBot, qapp: QApplication, theme: Theme, stage: Stage) -> Shown:
    """The form in a window."""
    qapp.setQuitOnLastWindowClosed(False)
    keeper = WindowKeeper(theme, stage, stage)
    stage.window_opened.connect(keeper.show)

    async def open_window() -> Shown:
        process = await stage.open_window("form")
        qtbot.addWidget(keeper.windows[0])
        shown = Shown(qtbot, keeper.windows[0], process, theme)
        await until(shown.surface.hasFocus, application().focusChanged)
        await stage.act_in_window(process, "nothing")
        await shown.equals_reference()
        return shown

    return run_async(open_window())


def application() -> QApplication:
    """The one that there is."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found
