"""The small pieces that panels are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.panels.building import ScrollingArea, button

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.theme import Theme


def test_what_scrolls_up_and_down_is_never_cut_off_at_its_side(qtbot: QtBot, theme: Theme) -> None:
    inside = QWidget()
    control = button(theme, "Stop the session", "stop", "stop")
    QVBoxLayout(inside).addWidget(control)
    area = ScrollingArea(inside, "area", "An area")
    window = QWidget()
    QVBoxLayout(window).addWidget(area)
    qtbot.addWidget(window)
    window.resize(1, 1)
    window.show()
    qtbot.waitExposed(window)
    for magnification in (1.0, 2.0, 1.0):
        theme.magnify(magnification)
        qtbot.waitUntil(lambda: area.viewport().width() >= control.sizeHint().width())
