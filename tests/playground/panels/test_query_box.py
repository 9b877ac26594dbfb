"""The query field: it filters shortly after the last key, and says what is wrong below itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QToolBar

from playground.panels.query_box import QueryBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.models.query import Query
    from playground.theme import Theme


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def box(qtbot: QtBot, theme: Theme, window: QMainWindow) -> QueryBox:
    bar = QToolBar()
    box = QueryBox(theme)
    bar.addWidget(box)
    window.addToolBar(bar)
    window.resize(600, 300)
    window.show()
    qtbot.waitExposed(window)
    return box


def test_typing_filters(qtbot: QtBot, box: QueryBox) -> None:
    with qtbot.waitSignal(box.query_changed) as changed:
        QTest.keyClicks(box, "type:error disk")
    assert changed.args is not None
    wanted: Query = changed.args[0]
    assert wanted.text == "type:error disk"


def test_enter_filters_at_once(box: QueryBox) -> None:
    texts: list[str] = []
    box.query_changed.connect(lambda wanted: texts.append(wanted.text))
    box.setText("disk")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert texts == ["disk"]


def test_a_wrong_filter_is_told_below_the_field_and_changes_nothing(
    qtbot: QtBot, window: QMainWindow, box: QueryBox
) -> None:
    changed: list[object] = []
    box.query_changed.connect(changed.append)
    box.setText("colour:(red")
    box.apply()
    assert box.problem.isVisible()
    assert box.problem.text() == "▲ The closing bracket is missing"
    assert box.property("wrong") is True
    assert box.accessibleDescription() == "Character 8: The closing bracket is missing"
    assert changed == []
    window.resize(500, 300)
    below = box.mapTo(window, box.rect().bottomLeft())
    qtbot.waitUntil(lambda: box.problem.geometry().right() <= 500 and box.problem.pos().y() > below.y())
    assert box.problem.pos().x() > below.x()
    box.setText("red")
    box.apply()
    assert not box.problem.isVisible()
    assert len(changed) == 1


def test_the_field_can_be_cleared(box: QueryBox) -> None:
    clearing = box.actions()[-1]
    assert not clearing.isVisible()
    box.setText("red")
    assert clearing.isVisible()
    clearing.trigger()
    assert box.text() == ""
