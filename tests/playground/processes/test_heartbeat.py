"""When a renderer counts as hung: by looks, so that a machine that sleeps accuses nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from playground.processes.heartbeat import PATIENCE, START_PATIENCE, Heartbeat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


class Told:
    """A heartbeat, and what it told."""

    def __init__(self, parent: QObject) -> None:
        self.asked = 0
        self.changes: list[bool] = []
        self.heartbeat = Heartbeat(parent)
        self.heartbeat.asked.connect(self._on_asked)
        self.heartbeat.answering_changed.connect(self.changes.append)

    def look(self, times: int) -> None:
        for _ in range(times):
            self.heartbeat.look()

    def _on_asked(self) -> None:
        self.asked += 1


@pytest.fixture
def told(qapp: QApplication) -> Iterator[Told]:
    """Nobody answers."""
    del qapp
    parent = QObject()
    yield Told(parent)
    parent.deleteLater()


def test_one_that_answers_is_asked_at_every_look(told: Told) -> None:
    for _ in range(5):
        told.look(1)
        told.heartbeat.on_answer()

    assert (told.asked, told.changes) == (5, [])


def test_one_that_does_not_answer_is_asked_once_and_told_once(told: Told) -> None:
    told.heartbeat.on_answer()

    told.look(PATIENCE)
    assert told.changes == []
    told.look(PATIENCE * 3)

    assert (told.asked, told.changes) == (1, [False])


def test_one_that_has_not_said_anything_yet_has_more_time(told: Told) -> None:
    told.look(START_PATIENCE)
    assert told.changes == []
    told.look(1)

    assert told.changes == [False]


def test_it_may_answer_again_and_hang_again(told: Told) -> None:
    told.heartbeat.on_answer()
    for _ in range(2):
        told.look(PATIENCE + 1)
        told.heartbeat.on_answer()

    assert told.changes == [False, True, False, True]


def test_to_wait_longer_is_to_wait_as_long_once_more(told: Told) -> None:
    told.heartbeat.on_answer()
    told.look(PATIENCE + 7)
    told.heartbeat.wait_longer()

    told.look(PATIENCE - 1)
    assert told.changes == [False, True]
    told.look(1)

    assert (told.asked, told.changes) == (1, [False, True, False])
