"""What the user did in a window, done again on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QUrl

from workers import look
from workers.page_widget import PageWidget
from workers.user_input import UserInput

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def page(qtbot: QtBot) -> PageWidget:
    """A page with a button."""
    page = PageWidget(look.PLAIN)
    qtbot.addWidget(page)
    page.resize(300, 200)
    page.show_page('<p><button name="save" action="save">Save</button>', QUrl())
    page.show()
    return page


def click(page: PageWidget, where: tuple[int, int], *presses: str) -> None:
    """What a window says of clicks: Qt calls every second press of fast ones a double click."""
    user = UserInput(page, lambda _message: None)
    mouse: dict[str, Any] = {"type": "mouse", "x": where[0], "y": where[1], "button": 1, "modifiers": 0}
    for what in presses:
        user.take({**mouse, "what": what, "buttons": 1})
        user.take({**mouse, "what": "release", "buttons": 0})


def test_each_of_fast_clicks_presses_the_button(page: PageWidget) -> None:
    done: list[str] = []
    page.action.connect(done.append)
    button = page.control("save")
    assert button is not None
    middle = button.geometry().center()

    click(page, (middle.x(), middle.y()), "press", "double", "press", "double")

    assert done == ["save"] * 4
