"""What the channel hears of the app's children, however much they say and however soon they are gone."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.channel import server as server_module
from desktop_rum.channel.connection import BURST, HELLO_SECONDS
from desktop_rum.channel.messages import Error
from desktop_rum.channel.observations import ChildLimited, ChildSaid
from desktop_rum.child.frames import FATAL, encode
from tests.sdk.channel.hosts import ACTION, Host, is_open, open_descriptors, shake_hands

if TYPE_CHECKING:
    from collections.abc import Callable

over_unix_sockets = pytest.mark.parametrize("host", ["linux", "macos"], indirect=True)
"""Where a child says everything and is gone before the server does its first work."""

GONE = (2**31 - 2, 2**31 - 3)
"""Pids of nobody."""

ERROR = {"type": "ValueError", "message": "m", "stack": "s"}


def test_a_child_is_heard(host: Host) -> None:
    host.child(ACTION)
    host.work()

    assert host.kinds() == ["ChildOpened", "ChildSaid"]
    assert host.told[0].pids == (os.getpid(),)


def test_what_was_sent_before_the_end_is_told_before_it(host: Host) -> None:
    host.child(*[ACTION] * 50).close()
    host.work()

    assert host.kinds() == ["ChildOpened", *["ChildSaid"] * 50, "ChildClosed"]


def test_drain_reads_what_nobody_has_accepted_yet(host: Host) -> None:
    host.child(*[ACTION] * 50).close()
    host.server.drain([os.getpid()])

    assert host.kinds() == ["ChildOpened", *["ChildSaid"] * 50, "ChildClosed"]
    assert host.server.concerns(os.getpid())


@over_unix_sockets
def test_who_is_gone_before_he_is_let_in_is_known_by_what_he_said_of_his_ancestors(host: Host) -> None:
    child = _gone(host, ancestors=[*GONE, os.getpid(), 1])
    host.work()

    assert host.told[0].pids == (child, *GONE)
    assert host.server.concerns(GONE[1])


@over_unix_sockets
def test_nobody_who_is_gone_speaks_for_one_that_speaks_for_itself(host: Host) -> None:
    ours, theirs = os.pipe()
    living = os.fork()
    if living == 0:
        host.child(ACTION)
        os.read(ours, 1)
        os._exit(0)
    past = _gone(host)
    while len(host.kinds()) < len(["ChildOpened", "ChildSaid"] * 2 + ["ChildClosed"]):
        host.work()
    said = [[living], [GONE[0], living], [past], [GONE[0], past, GONE[1]]]
    liars = [_gone(host, ancestors=ancestors) for ancestors in said]
    host.work()

    os.write(theirs, b"x")
    os.waitpid(living, 0)
    os.close(ours)
    os.close(theirs)
    told = [opened.pids for opened in host.told if type(opened).__name__ == "ChildOpened"][2:]
    assert told == [(liars[0],), (liars[1], GONE[0]), (liars[2],), (liars[3], GONE[0])]


@over_unix_sockets
def test_of_an_ancestor_that_lives_the_system_knows_better_whose_child_it_is(host: Host) -> None:
    with subprocess.Popen(["sleep", "60"]) as living:
        child = _gone(host, ancestors=[GONE[0], living.pid, GONE[1]])
        host.work()
        living.kill()

    assert host.told[0].pids == (child, GONE[0], living.pid)


def test_what_a_living_child_says_of_its_ancestors_is_not_believed(host: Host) -> None:
    host.child(ancestors=[41, 42], pid=43)
    host.work()

    assert host.told[0].pids == (os.getpid(),)


def test_half_a_frame_waits_for_its_other_half(host: Host) -> None:
    frame = encode(ACTION)
    child = host.child()
    child.sendall(frame[:7])
    host.work()
    assert host.kinds() == ["ChildOpened"]

    child.sendall(frame[7:])
    host.work()
    assert host.kinds() == ["ChildOpened", "ChildSaid"]


def test_a_flood_is_limited_and_counted(host: Host) -> None:
    flooding = host.child()
    frame = encode(ACTION)
    for _ in range(100):
        flooding.sendall(frame * 100)
        host.work()
    other = host.child(ACTION)
    host.work()

    heard = host.kinds().count("ChildSaid")
    limited = sum(told.count for told in host.told if isinstance(told, ChildLimited))
    assert BURST <= heard < 5_000
    assert heard + limited == 10_000 + 1
    assert is_open(flooding)
    assert is_open(other)


@pytest.mark.parametrize("times", [1, 3])
def test_what_a_child_dies_of_is_heard_after_a_flood_once(
    times: int, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    clock = SimpleNamespace(monotonic=lambda: now)  # each moment that passes allows some more
    monkeypatch.setattr("desktop_rum.channel.server.time", clock)
    flooding = host.child()
    for _ in range(60):
        flooding.sendall(encode(ACTION) * 100)
        host.work()
    flooding.sendall(encode({**FATAL, "at_ns": 1, "error": ERROR}) * times)
    host.work()

    said = [told.message for told in host.told if isinstance(told, ChildSaid)]
    assert [message.fatal for message in said if isinstance(message, Error)] == [True]
    assert len(said) + sum(told.count for told in host.told if isinstance(told, ChildLimited)) == 6_000 + times
    assert is_open(flooding)


def test_where_files_run_out_nobody_new_comes_in_for_a_while_and_nothing_spins(host: Host) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    waiting = host.client(host.hello())
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, open_descriptors())) + 1, hard))
    taken = []
    try:
        while True:
            try:
                taken.append(os.dup(0))
            except OSError:
                break
        host.work()  # ends, because the listener is no longer waited for
        timeout = host.server.timeout()
        assert timeout is not None
        assert 0 < timeout <= server_module.PAUSE_SECONDS
        assert host.told == []
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert is_open(waiting)


def test_who_proved_himself_in_time_is_let_in_by_a_server_that_was_late(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = host.client()
    _unread(host)
    later = time.monotonic() + HELLO_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    monkeypatch.setattr(host._readiness, "ready", list)
    host.server.on_ready()

    assert host.kinds() == ["ChildOpened", "ChildSaid"]
    assert not is_open(silent)


@pytest.mark.parametrize(
    "hear", [lambda host: host.server.let_in(), lambda host: host.server.drain([os.getpid()])], ids=["let in", "drain"]
)
def test_before_an_end_is_told_also_those_are_heard_that_have_just_proved_themselves(
    host: Host, hear: Callable[[Host], None]
) -> None:
    _unread(host)
    assert host.told == []
    hear(host)

    assert host.kinds() == ["ChildOpened", "ChildSaid"]
    assert host.server.concerns(os.getpid())


def _unread(host: Host) -> None:
    """A connection that has been let in, and has just said what nobody has read yet."""
    client = host.client()
    host.work()
    if host.has_handshake:
        shake_hands(client, host.folder.key, host.work)
    client.sendall(host.hello() + encode(ACTION))


def _gone(host: Host, **introduction: Any) -> int:
    """A process that has said something and is gone; its pid."""
    child = os.fork()
    if child == 0:
        host.child(ACTION, **introduction)
        os._exit(0)
    os.waitpid(child, 0)
    return child
