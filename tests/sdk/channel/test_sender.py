"""A child's end of the channel: it never waits, never raises, and counts what it had to drop."""

from __future__ import annotations

import atexit
import os
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.channel.messages import Action
from desktop_rum.channel.observations import ChildLimited, ChildOpened, ChildSaid
from desktop_rum.child.sender import QUEUE_BYTES, RETRY_SECONDS, Sender
from tests.sdk.channel.hosts import PATIENCE, Host

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["linux", "windows"])
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    running = Host(platform=request.param)
    yield running
    running.stop()


@pytest.fixture
def sender(host: Host) -> Iterator[Sender]:
    """One that the main process has let in."""
    child = Sender(str(host.folder.path), {"role": "utility", "name": "n"})
    with host.serving():
        child.connect()
        child._wait(time.monotonic() + PATIENCE)
    host.until(lambda: "ChildOpened" in host.kinds())
    yield child
    atexit.unregister(child.finish)
    if child._waiter is not None:  # it would connect anew
        child._waiter.join(PATIENCE)
    child.after_fork()  # closes its socket


def test_what_is_sent_lies_in_the_systems_buffer(host: Host, sender: Sender) -> None:
    for number in range(50):
        sender.send(_action(str(number)))
    host.until(lambda: len(names(host)) == 50)

    assert names(host) == list(map(str, range(50)))


def test_a_parent_that_does_not_read_holds_nobody_up(host: Host, sender: Sender) -> None:
    started = time.monotonic()
    for _ in range(10_000):
        sender.send(_action("x" * 1_000))
    assert time.monotonic() - started < PATIENCE
    assert sender.dropped > 0
    assert sum(map(len, sender._queue)) <= QUEUE_BYTES

    waiter = sender._waiter
    assert waiter is not None
    while waiter.is_alive():
        host.server.on_ready()
        waiter.join(0.001)
    host.until(lambda: _count(host) == 10_000)


def test_last_words_wait_no_longer_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]

    def refuse(_data: bytes) -> int:
        raise BlockingIOError

    def wait(seconds: float) -> None:
        now[0] += min(seconds, 0.03)

    monkeypatch.setattr("desktop_rum.child.sender.time", SimpleNamespace(monotonic=lambda: now[0]))
    sender = Sender("/nowhere", {})
    sender._link = SimpleNamespace(send=refuse, wait=wait)
    sender.send(_action("last"), last_words=0.1)
    assert now[0] == pytest.approx(100.1)
    assert sender._is_waiting()


def test_last_words_wait_for_a_slow_parent(host: Host, sender: Sender) -> None:
    for _ in range(10_000):
        sender.send(_action("x" * 1_000))
    finished = threading.Event()
    reading = threading.Thread(target=_work_until, args=(host, finished))
    reading.start()
    sender.send(_action("very last"), last_words=PATIENCE)
    assert not sender._is_waiting()
    finished.set()
    reading.join()


def test_last_words_find_room_where_nothing_else_does(host: Host, sender: Sender) -> None:
    while not sender.dropped:
        sender.send(_action("x" * 1_000))
    dropped = sender.dropped
    sender.send(_action("last"), last_words=0.001)

    assert sender.dropped == dropped
    assert b"last" in sender._queue[-1]
    with host.serving():
        sender._wait(time.monotonic() + PATIENCE)


def test_a_parent_that_is_gone(host: Host, sender: Sender) -> None:
    sender.send(_action("heard"))
    host.until(lambda: names(host) == ["heard"])
    host.stop()
    for _ in range(100):
        sender.send(_action("unheard"))

    assert sender.dropped == (99 if host.has_handshake else 100)  # TCP learns of it with its next packet
    assert not sender._queue


def test_no_meeting_place() -> None:
    sender = Sender("/nowhere", {})
    sender.send(_action("a"))
    assert sender.dropped == 1


@pytest.mark.parametrize(
    ("took", "left_alone"),
    [(0.0, RETRY_SECONDS), (0.001, RETRY_SECONDS), (0.25, 250.0)],
    ids=["none", "1 ms", "250 ms"],
)
def test_the_longer_a_try_takes_the_fewer_there_are(
    took: float, left_alone: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, tries = [100.0], [0]

    def connect(_folder: str) -> None:
        now[0] += took
        tries[0] += 1
        raise ConnectionRefusedError

    monkeypatch.setattr("desktop_rum.child.sender.time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr("desktop_rum.child.sender.connect", connect)
    sender = Sender("/nowhere", {})
    for seconds, expected in ((0.0, 1), (left_alone - 0.5, 1), (1.0, 2)):
        now[0] += seconds
        sender.send(_action("a"))
        assert tries[0] == expected


def test_who_has_no_parent_is_let_in(host: Host, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getppid", lambda: 0)
    sender.after_fork()
    with host.serving():
        sender.send(_action("heard"))
        sender._wait(time.monotonic() + PATIENCE)
    host.until(lambda: names(host) == ["heard"])


def test_a_report_within_a_report_does_not_wait_for_itself(host: Host, sender: Sender) -> None:
    with sender._lock:  # as when a finalizer runs in the middle of a send
        sender.send(_action("inner"))
    sender.send(_action("outer"))
    host.until(lambda: len(names(host)) == 2)

    assert names(host) == ["inner", "outer"]


def test_many_threads(host: Host, sender: Sender) -> None:
    def send() -> None:
        for _ in range(50):
            sender.send(_action("t"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sender.connect()
    host.until(lambda: len(names(host)) == 400)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_after_a_fork_the_child_connects_anew(host: Host, sender: Sender) -> None:
    sender.send(_action("parent"))
    pid = os.fork()
    if pid == 0:
        try:
            sender.after_fork()
            sender.send(_action("child"), last_words=PATIENCE)
        finally:
            os._exit(0)
    with host.serving():
        os.waitpid(pid, 0)
    sender.send(_action("parent again"))
    host.until(lambda: len(names(host)) == 3)

    opened = {told.connection: told.pids[0] for told in host.told if isinstance(told, ChildOpened)}
    assert sorted(opened.values()) == sorted([os.getpid(), pid])
    assert sorted(names(host)) == ["child", "parent", "parent again"]


def names(host: Host) -> list[str]:
    """The actions that arrived."""
    said = [told.message for told in host.told if isinstance(told, ChildSaid)]
    return [message.name for message in said if isinstance(message, Action)]


def _count(host: Host) -> int:
    """Messages that were heard, or were too many."""
    limited = sum(told.count for told in host.told if isinstance(told, ChildLimited))
    return limited + sum(isinstance(told, ChildSaid) for told in host.told)


def _work_until(host: Host, finished: threading.Event) -> None:
    while not finished.wait(0.001):
        host.server.on_ready()


def _action(name: str) -> dict[str, Any]:
    return {"type": "action", "at_ns": 1, "name": name}
