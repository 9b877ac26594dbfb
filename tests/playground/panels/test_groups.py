"""Groups of actions: every group in sight, one page in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from playground.panels.groups import Groups

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("theme")

NAMES = ("one", "two", "three", "four", "five")


@pytest.fixture
def groups(qtbot: QtBot) -> Groups:
    groups = Groups("groups", "Groups")
    for name in NAMES:
        page = QLabel(f"Page {name}")
        page.setObjectName(name)
        groups.add(page, name.title(), f"About {name}")
    qtbot.addWidget(groups)
    groups.resize(QSize(100, 200))
    groups.show()
    return groups


def shown(groups: Groups) -> list[str]:
    return [page.objectName() for page in groups.findChildren(QLabel) if page.isVisible()]


def button_of(groups: Groups, name: str) -> QPushButton:
    button = groups.findChild(QPushButton, f"{name}-button")
    assert button is not None
    return button


@pytest.mark.parametrize("name", NAMES)
def test_a_click_brings_a_page_to_the_front(groups: Groups, name: str) -> None:
    assert shown(groups) == ["one"]
    QTest.mouseClick(button_of(groups, name), Qt.MouseButton.LeftButton)
    assert shown(groups) == [name]
    assert [each.text() for each in groups.findChildren(QPushButton) if each.isChecked()] == [name.title()]


def test_every_button_is_as_wide_as_its_text_however_narrow_the_window(groups: Groups) -> None:
    for button in groups.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width()
        assert button.visibleRegion().boundingRect() == button.rect()


def test_arrows_go_from_one_group_to_the_next(groups: Groups) -> None:
    QTest.keyClick(button_of(groups, "one"), Qt.Key.Key_Right)
    assert shown(groups) == ["two"]
