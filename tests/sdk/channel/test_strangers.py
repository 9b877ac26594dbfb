"""Who comes to the channel and is no child of the app, or does not behave as one, harms nobody."""

from __future__ import annotations

import os
import pickle
import socket
import time

import pytest

from desktop_rum.channel import server as server_module
from desktop_rum.channel.connection import HELLO_SECONDS
from desktop_rum.child.frames import MAX_FRAME, encode
from tests.sdk.channel.hosts import ACTION, Host, frame_that_claims, is_open

PICKLE = pickle.dumps(os.getpid)


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


@pytest.mark.parametrize("host", ["linux", "macos"], indirect=True)
def test_a_datagram_of_another_kind_is_refused(host: Host) -> None:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    with pytest.raises(OSError, match="rotocol"):
        client.connect(str(host.folder.socket))
    client.close()
