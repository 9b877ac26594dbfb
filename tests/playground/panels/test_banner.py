"""The message area: one message for each topic, a few at a time, never in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QToolButton

from playground.panels.banner import MOST, Banner

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.theme import Theme


@pytest.fixture
def banner(qtbot: QtBot, theme: Theme) -> Banner:
    banner = Banner(theme)
    qtbot.addWidget(banner)
    return banner


def test_messages_are_shown_once_for_each_topic(banner: Banner) -> None:
    assert banner.isHidden()
    banner.tell("No intake answers", "warning", topic="intake")
    banner.tell("There is no program", "error")
    banner.tell("There is no program", "error")
    banner.tell("Still no intake answers", "warning", topic="intake")
    assert banner.texts == ["There is no program", "Still no intake answers"]
    assert not banner.isHidden()


def test_a_screen_reader_is_told(banner: Banner) -> None:
    said: list[str] = []
    banner.announcer.announced.connect(said.append)
    banner.tell("The intake is gone.", "error")
    assert said == ["The intake is gone."]


def test_the_oldest_goes_first(banner: Banner) -> None:
    for number in range(MOST + 2):
        banner.tell(str(number), "error")
    assert banner.texts == [str(number) for number in range(2, MOST + 2)]


def test_messages_can_be_put_away(banner: Banner) -> None:
    banner.tell("one", "error")
    banner.tell("two", "info", topic="second")
    banner.withdraw("second")
    banner.withdraw("never heard of")
    closing = banner.findChild(QToolButton, "message-close")
    assert closing is not None
    closing.click()
    assert banner.texts == []
    assert banner.isHidden()
