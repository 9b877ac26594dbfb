"""Sets of sockets that a thread sleeps on, in each platform's way."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from desktop_rum.channel.select_readiness import SelectReadiness
from tests.sdk.channel.hosts import PATIENCE, PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.channel.readiness import Readiness


@pytest.fixture(params=PLATFORMS)
def readiness(request: pytest.FixtureRequest) -> Iterator[Readiness]:
    made = PLATFORMS[request.param]().readiness()
    yield made
    made.close()


def test_readable_ones_are_told_until_they_are_removed(readiness: Readiness) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        readiness.add(ours.fileno())
        assert not readiness.wait(0)
        assert readiness.ready() == []
        theirs.send(b"x")
        assert readiness.wait(PATIENCE)
        assert readiness.ready() == [ours.fileno()]
        readiness.remove(ours.fileno())
        readiness.remove(ours.fileno())
        assert not readiness.wait(0)


def test_a_sleeping_thread_is_woken_once(readiness: Readiness) -> None:
    slept: list[bool] = []
    thread = threading.Thread(target=lambda: slept.append(readiness.wait(PATIENCE)))
    thread.start()
    readiness.wake()
    thread.join(PATIENCE)
    assert slept == [True]
    assert not readiness.wait(0)


def test_a_sleeping_thread_notices_what_is_added(readiness: Readiness) -> None:
    ours, theirs = socket.socketpair()
    found: list[list[int]] = []

    def sleep() -> None:
        while not found:
            readiness.wait(PATIENCE)
            found.extend([ready] if (ready := readiness.ready()) else [])

    with ours, theirs:
        thread = threading.Thread(target=sleep)
        thread.start()
        theirs.send(b"x")
        readiness.add(ours.fileno())
        thread.join(PATIENCE)
        assert found == [[ours.fileno()]]
        readiness.remove(ours.fileno())


def test_closed_twice_there_is_nothing_left_to_sleep_on(readiness: Readiness) -> None:
    readiness.close()
    readiness.close()
    assert readiness.closed
    with pytest.raises(OSError, match="descriptor"):
        readiness.wait(PATIENCE)


def test_select_forgets_what_was_closed_and_does_not_spin() -> None:
    readiness = SelectReadiness()
    ours, theirs = socket.socketpair()
    readiness.add(ours.fileno())
    ours.close()
    assert readiness.wait(PATIENCE)
    assert not readiness.wait(0)
    theirs.close()
    readiness.close()


def test_select_ends_where_the_app_has_closed_every_file() -> None:
    readiness = SelectReadiness()
    for end in (readiness._wakened, readiness._waker):
        os.close(end.detach())
    with pytest.raises(OSError, match="descriptor"):
        readiness.wait(PATIENCE)
