"""What the user does with keys, mouse and wheel keeps the session alive, and begins the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

import desktop_rum
from desktop_rum.qt import activity, watch_user_activity
from desktop_rum.session.manager import INACTIVITY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from tests.plugins.sdk import RunningSdk, RunSdk


@pytest.fixture
def field(qtbot: QtBot, qapp: QApplication) -> Iterator[QLineEdit]:
    """A field of an application that is watched for as long as the test takes."""
    field = QLineEdit()
    qtbot.addWidget(field)
    watch_user_activity(qapp)
    yield field
    watch = qapp.findChild(activity._ActivityFilter)
    assert watch is not None
    qapp.removeEventFilter(watch)
    watch.setParent(None)


def session_of(running: RunningSdk) -> str | None:
    running.settle()
    context = desktop_rum.get_internal_context()
    assert context is not None
    return context.session_id


def press_key(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_A)


def press_button(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def turn_wheel(widget: QWidget) -> None:
    middle, down = QPointF(widget.rect().center()), QPoint(0, -120)
    buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(middle, middle, down, down, buttons, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QCoreApplication.sendEvent(widget, event)


def move_mouse(widget: QWidget) -> None:
    QTest.mouseMove(widget)


def look_away(widget: QWidget) -> None:
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


DEEDS = [press_key, press_button, turn_wheel]


@pytest.mark.parametrize("do", DEEDS)
def test_what_the_user_does_keeps_the_session(run_sdk: RunSdk, field: QLineEdit, do: Callable[[QWidget], None]) -> None:
    running = run_sdk()
    first = session_of(running)
    for _ in range(3):
        running.advance(INACTIVITY_SECONDS - 10)
        do(field)
        assert session_of(running) == first


@pytest.mark.parametrize("do", DEEDS)
def test_it_begins_the_next_session_however_soon_it_follows(
    run_sdk: RunSdk, field: QLineEdit, do: Callable[[QWidget], None]
) -> None:
    running = run_sdk()
    do(field)
    first = session_of(running)
    desktop_rum.stop_session()
    assert session_of(running) is None
    do(field)
    assert session_of(running) not in (None, first)


@pytest.mark.parametrize("do", [move_mouse, look_away])
def test_what_happens_by_itself_is_no_activity(
    run_sdk: RunSdk, field: QLineEdit, do: Callable[[QWidget], None]
) -> None:
    running = run_sdk()
    running.advance(INACTIVITY_SECONDS - 10)
    do(field)
    running.advance(20)
    assert session_of(running) is None
