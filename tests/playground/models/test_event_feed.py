"""The hand-over from other threads: nothing lost, order kept, on the window's thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QElapsedTimer, QThread

from playground.models.event_feed import MOST_WAITING, PATIENCE, TOLD_EACH, EventFeed
from tests.playground.models.updates import produced

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_updates_of_many_threads_arrive_in_order_on_the_windows_thread(qtbot: QtBot) -> None:
    feed = EventFeed()
    arrived: list[Any] = []
    threads: set[QThread] = set()

    def take(batch: list[Any]) -> None:
        arrived.extend(batch)
        threads.add(QThread.currentThread())

    feed.arrived.connect(take)

    def send(first: int) -> None:
        for key in range(first, first + 500):
            feed.listen([produced(key)])

    senders = [threading.Thread(target=send, args=[n * 1000]) for n in range(4)]
    for sender in senders:
        sender.start()
    qtbot.waitUntil(lambda: len(arrived) == 2000)
    for sender in senders:
        sender.join()
    keys = [update.key for update in arrived]
    for n in range(4):
        assert [key for key in keys if key // 1000 == n] == [n * 1000 + m for m in range(500)]
    assert threads == {feed.thread()}
    feed.stop()


@pytest.mark.usefixtures("qapp")
def test_a_burst_comes_in_portions_and_the_end_brings_the_rest() -> None:
    feed = EventFeed()
    sizes: list[int] = []
    feed.arrived.connect(lambda batch: sizes.append(len(batch)))
    feed.listen([produced(1)] * 3005)
    feed.stop()
    assert sum(sizes) == 3005
    portions = len(sizes)
    assert portions > 1
    feed.stop()
    assert len(sizes) == portions


@pytest.mark.usefixtures("qapp")
def test_what_comes_faster_than_it_can_be_listed_is_counted() -> None:
    feed = EventFeed()
    skipped: list[int] = []
    keys: list[int] = []
    feed.overrun.connect(skipped.append)
    feed.arrived.connect(lambda batch: keys.extend(update.key for update in batch))
    feed.listen([produced(1)] * 7)
    feed.listen([produced(2)] * MOST_WAITING)
    feed.stop()
    assert skipped == [7]
    assert keys == [2] * MOST_WAITING


@pytest.mark.usefixtures("qapp")
def test_the_number_of_skipped_updates_is_told_once_a_second() -> None:
    now = [5.0]
    feed = EventFeed(clock=lambda: now[0])
    told: list[int] = []
    feed.overrun.connect(told.append)
    feed.listen([produced(1)] * (MOST_WAITING + 10))
    feed.drain()
    feed.listen([produced(1)] * (MOST_WAITING + 20))
    feed.drain()
    assert told == [10]
    now[0] += TOLD_EACH
    feed.drain()
    assert told == [10, feed.skipped]
    feed.stop()


@pytest.mark.usefixtures("qapp")
def test_a_listener_that_takes_long_gives_the_window_its_turn() -> None:
    feed = EventFeed()
    sizes: list[int] = []

    def take_long(batch: list[Any]) -> None:
        sizes.append(len(batch))
        clock = QElapsedTimer()
        clock.start()
        while not clock.hasExpired(int(PATIENCE * 1000) + 1):
            pass

    feed.arrived.connect(take_long)
    feed.listen([produced(1)] * 1000)
    feed.drain()
    assert len(sizes) == 1
    feed.drain()
    assert len(sizes) == 2
    assert sizes[1] < sizes[0]
