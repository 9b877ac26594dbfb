"""Clicks on a page that a QTextBrowser shows: which are seen, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTextBrowser

from desktop_rum import renderer
from desktop_rum.qt import watch_page
from desktop_rum.qt.event_loop import EventLoopWatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_PAGE = """<p><a href="a.html">One</a>, <a href="b.html">or <b>two</b> of them</a>
and <a href="a.html">one again</a></p><p>Plain text</p>"""


@pytest.fixture
def clicks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was clicked."""
    names: list[str] = []

    def add_click(name: str, *_position: Any, **_fields: Any) -> None:
        names.append(name)

    monkeypatch.setattr(renderer, "add_click", add_click)
    return names


@pytest.fixture
def browser(qtbot: QtBot, qapp: QApplication) -> Iterator[QTextBrowser]:
    """A page that is watched."""
    browser = QTextBrowser()
    qtbot.addWidget(browser)
    browser.setHtml(_PAGE)
    browser.setOpenLinks(False)
    browser.resize(500, 200)
    browser.show()
    watch_page(browser)
    yield browser
    for watch in qapp.findChildren(EventLoopWatch):
        shiboken6.delete(watch)


def send(widget: QWidget, where: QPoint, *kinds: QEvent.Type) -> None:
    for kind in kinds:
        buttons = _NONE if kind == QEvent.Type.MouseButtonRelease else _LEFT
        at = QPointF(where)
        event = QMouseEvent(kind, at, widget.mapToGlobal(at), _LEFT, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)


PRESS, RELEASE, DOUBLE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
)


def place_of(browser: QTextBrowser, text: str) -> QPoint:
    cursor = browser.document().find(text)
    cursor.setPosition(cursor.selectionStart() + 1)
    return browser.cursorRect(cursor).center()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("One", "One"),
        ("or", "or two of them"),
        ("two", "or two of them"),
        ("one again", "one again"),
        ("Plain", "Plain text"),
    ],
)
def test_a_click_is_named_after_what_is_there(browser: QTextBrowser, clicks: list[str], text: str, name: str) -> None:
    send(browser.viewport(), place_of(browser, text), PRESS, RELEASE)

    assert clicks == [name]


def test_each_of_fast_clicks_counts(browser: QTextBrowser, clicks: list[str]) -> None:
    send(
        browser.viewport(), place_of(browser, "Plain"), PRESS, RELEASE, DOUBLE, RELEASE, PRESS, RELEASE, DOUBLE, RELEASE
    )

    assert clicks == ["Plain text"] * 4


def test_a_press_that_ends_elsewhere_is_no_click(browser: QTextBrowser, clicks: list[str]) -> None:
    send(browser.viewport(), place_of(browser, "Plain"), PRESS)
    send(browser.viewport(), QPoint(-50, -50), RELEASE)

    assert clicks == []
