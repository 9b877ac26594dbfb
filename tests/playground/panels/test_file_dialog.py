"""The dialog that asks for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from playground.panels.file_dialog import file_dialog
from playground.theme import Scheme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon
    from pytestqt.qtbot import QtBot

    from playground.theme import Theme


def colour(icon: QIcon) -> str:
    """The brightest colour of an icon."""
    image = icon.pixmap(16).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max((pixel for pixel in pixels if pixel.alpha() == 255), key=lambda pixel: pixel.lightness()).name()


def test_its_arrows_have_the_colour_of_the_theme_and_it_is_gone_when_it_is_closed(qtbot: QtBot, theme: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    theme.choose(Scheme.DARK)
    dialog = file_dialog(theme, parent, "asking", "Where to?", kinds="All files (*)")
    for name in ("backButton", "forwardButton", "toParentButton"):
        button = dialog.findChild(QToolButton, name)
        assert button is not None
        assert colour(button.icon()) == theme.palette.text
    dialog.open()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    assert parent.findChildren(QFileDialog) == []
