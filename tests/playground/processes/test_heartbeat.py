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
        self.is_at_rest = True
        self.heartbeat = Heartbeat(parent, lambda: self.is_at_rest)
        self.heartbeat.asked.connect(self._on_asked)
        self.heartbeat.answering_changed.connect(self.changes.append)

    def look(self, times: int) -> None:
        for _ in range(times):
            self.heartbeat.look()

    def answer(self) -> None:
        self.heartbeat.on_answer()
        self.heartbeat.on_said()

    def _on_asked(self) -> None:
        self.asked += 1
        self.heartbeat.on_asked()


@pytest.fixture
def told(qapp: QApplication) -> Iterator[Told]:
    """Nobody answers."""
    del qapp
    parent = QObject()
    yield Told(parent)
    parent.deleteLater()


def test_one_that_is_told_something_is_asked_at_the_next_look(told: Told) -> None:
    for _ in range(5):
        told.heartbeat.on_told()
        told.look(1)
        told.answer()

    assert (told.asked, told.changes) == (5, [])


def test_one_that_is_at_rest_is_left_alone(told: Told) -> None:
    told.look(1)
    told.answer()

    told.look(100)

    assert (told.asked, told.changes) == (1, [])


def test_one_that_is_busy_or_stopped_is_asked_although_nobody_told_it_anything(told: Told) -> None:
    told.look(1)
    told.answer()
    told.is_at_rest = False

    told.look(PATIENCE + 1)

    assert (told.asked, told.changes) == (2, [False])


def test_what_it_said_before_the_question_is_no_answer(told: Told) -> None:
    told.look(1)
    told.heartbeat.on_said()

    told.look(PATIENCE + 1)

    assert (told.asked, told.changes) == (1, [False])


def test_one_that_does_not_answer_is_asked_once_and_told_once(told: Told) -> None:
    told.heartbeat.on_said()

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
    told.heartbeat.on_said()
    for _ in range(2):
        told.heartbeat.on_told()
        told.look(PATIENCE + 1)
        told.answer()

    assert told.changes == [False, True, False, True]


def test_to_wait_longer_is_to_wait_as_long_once_more(told: Told) -> None:
    told.heartbeat.on_said()
    told.look(PATIENCE + 7)
    told.heartbeat.wait_longer()

    told.look(PATIENCE - 1)
    assert told.changes == [False, True]
    told.look(1)

    assert (told.asked, told.changes) == (1, [False, True, False])
