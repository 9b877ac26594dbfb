"""What the channel survives: everything that another process of this user can do to it."""

from __future__ import annotations

import os
import pickle
import resource
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.channel import server as server_module
from desktop_rum.channel.connection import BURST, HELLO_SECONDS
from desktop_rum.channel.messages import Error
from desktop_rum.channel.observations import ChildLimited, ChildSaid
from desktop_rum.child.frames import FATAL, MAX_FRAME, encode
from tests.sdk.channel.hosts import PLATFORMS, Host, frame_that_claims, is_open, open_descriptors, shake_hands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GONE = (2**31 - 2, 2**31 - 3)
"""Pids of nobody."""

ACTION = {"type": "action", "at_ns": 1, "name": "a"}
ERROR = {"type": "ValueError", "message": "m", "stack": "s"}
PICKLE = pickle.dumps(os.getpid)

over_unix_sockets = pytest.mark.parametrize("host", ["linux", "macos"], indirect=True)
"""Where a child says everything and is gone before the server does its first work."""


@pytest.fixture(params=PLATFORMS)
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    running = Host(platform=request.param)
    yield running
    running.stop()


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


@pytest.mark.parametrize(
    "data",
    [
        frame_that_claims(2**31),
        frame_that_claims(2**32 - 1),
        frame_that_claims(MAX_FRAME + 1),
        encode({"type": "hello", "key": "wrong"}),
        encode({"type": "hello", "key": ""}),
        encode({"type": "hello"}),
        encode({"type": "hello", "key": "ключ"}),
        encode(ACTION),
        frame_that_claims(4) + b"null",
        frame_that_claims(0),
        frame_that_claims(len(PICKLE)) + PICKLE,
        frame_that_claims(100_000) + b"[" * 100_000,
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_strangers_are_put_out(host: Host, data: bytes) -> None:
    stranger = host.client(data)
    host.work()

    assert not is_open(stranger)
    assert host.told == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "hello", "key": "again"},
        {"type": "unknown"},
        {"type": "action", "at_ns": "1", "name": "a"},
        {"type": "action", "at_ns": 2**64, "name": "a"},
        {"type": "error", "at_ns": 1, "error": {"type": 1}},
        {"type": "error", "at_ns": 1, "error": "text"},
        [],
    ],
    ids=repr,
)
def test_a_child_that_says_nonsense_is_put_out_and_the_others_go_on(host: Host, message: object) -> None:
    good = host.child()
    bad = host.child(message)
    good.sendall(encode(ACTION))
    host.work()

    assert not is_open(bad)
    assert is_open(good)
    assert host.kinds().count("ChildSaid") == 1


def test_a_replay_of_the_key_in_the_same_connection_ends_it(host: Host) -> None:
    child = host.child()
    child.sendall(host.hello())
    host.work()

    assert not is_open(child)


def test_a_key_of_another_run_is_worth_nothing(host: Host) -> None:
    hello = host.hello()
    host.stop()
    later = Host()
    try:
        client = later.client(hello)
        later.work()
        assert not is_open(client)
    finally:
        later.stop()


def test_half_a_frame_waits_for_its_other_half(host: Host) -> None:
    frame = encode(ACTION)
    child = host.child()
    child.sendall(frame[:7])
    host.work()
    assert host.kinds() == ["ChildOpened"]

    child.sendall(frame[7:])
    host.work()
    assert host.kinds() == ["ChildOpened", "ChildSaid"]


def test_a_silent_client_blocks_nobody_and_is_put_out_in_time(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = host.client()
    host.child(ACTION)
    host.work()
    assert "ChildSaid" in host.kinds()
    assert is_open(silent)
    timeout = host.server.timeout()
    assert timeout is not None
    assert timeout <= HELLO_SECONDS

    later = time.monotonic() + HELLO_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    host.server.on_ready()
    assert not is_open(silent)
    assert host.server.timeout() is None


def test_many_strangers_end_each_other_and_no_child(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MAX_PER_PROCESS", 1_000)  # as if each were a process
    child = host.child()
    strangers = []
    for _ in range(500):
        strangers.append(host.client())
        host.work()
    child.sendall(encode(ACTION))
    host.work()

    assert sum(map(is_open, strangers)) == host.most_strangers
    assert "ChildSaid" in host.kinds()


def test_one_process_has_few_connections(host: Host) -> None:
    children = []
    for _ in range(10):
        children.append(host.child())
        host.work()

    assert sum(map(is_open, children)) == server_module.MAX_PER_PROCESS


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
def test_what_a_child_dies_of_is_heard_after_a_flood_once(times: int, host: Host) -> None:
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


def test_nobody_else_can_enter_whatever_the_umask() -> None:
    before = os.umask(0)
    try:
        host = Host()
    finally:
        os.umask(before)
    try:
        for path in (host.folder.path.parent, host.folder.path, *host.folder.path.iterdir()):
            assert path.stat().st_mode & 0o077 == 0, path
    finally:
        host.stop()


def test_a_path_that_is_too_long_is_not_used(monkeypatch: pytest.MonkeyPatch, home: object) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", f"{home}/{'x' * 100}")
    host = Host()
    try:
        assert len(str(host.folder.socket)) < 104
        host.child(ACTION)
        host.work()
        assert "ChildSaid" in host.kinds()
    finally:
        host.stop()


def test_a_base_that_others_can_write_is_not_used() -> None:
    base = Path(os.environ["XDG_RUNTIME_DIR"]) / f"desktop-rum-{os.getuid()}"
    base.mkdir()
    base.chmod(0o777)
    host = Host()
    try:
        assert not host.folder.path.is_relative_to(base)
    finally:
        host.stop()


def test_nothing_is_left(host: Host) -> None:
    host.stop()
    before = open_descriptors()
    other = Host()
    other.child(ACTION)
    other.work()
    folder = other.folder.path
    other.stop()

    assert open_descriptors() == before
    assert not folder.exists()


def test_what_dead_processes_left_is_swept(host: Host) -> None:
    base = host.folder.path.parent
    dead = base / "4194304-1"
    dead.mkdir(mode=0o700)
    (dead / "key").write_text("old")
    other = Host()
    try:
        assert not dead.exists()
    finally:
        other.stop()


@over_unix_sockets
def test_a_datagram_of_another_kind_is_refused(host: Host) -> None:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    with pytest.raises(OSError, match="rotocol"):
        client.connect(str(host.folder.socket))
    client.close()


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
