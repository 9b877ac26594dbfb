"""The channel over TCP of this machine, to which anybody may connect and where anybody may listen."""

from __future__ import annotations

import atexit
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.channel.platforms import platform_of_this_machine
from desktop_rum.channel.select_readiness import SelectReadiness
from desktop_rum.child.frames import encode
from desktop_rum.child.handshake import GREETING, NONCE_BYTES, PROOF_BYTES, ChildSide, MainSide
from desktop_rum.child.loopback import CONNECT_SECONDS, LoopbackSocket
from desktop_rum.child.sender import Sender
from tests.sdk.channel.hosts import ACTION, PATIENCE, Host, is_open, shake_hands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "k" * 64

NOBODY = 2**22 + 1
"""No pid is that high."""


@pytest.fixture
def host() -> Iterator[Host]:
    running = Host(platform="windows")
    yield running
    running.stop()


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[socket.socket]:
    """Listens on the port of a main process that is gone; the folder is `tmp_path`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        (tmp_path / "key").write_text(KEY)
        (tmp_path / "port").write_text(str(listening.getsockname()[1]))
        yield listening


def test_it_is_what_windows_has() -> None:
    platform = platform_of_this_machine("win32")
    assert platform is not None
    assert platform.readiness is SelectReadiness


def test_only_this_machine_can_connect(host: Host) -> None:
    assert host._door.listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("claimed", [None, NOBODY])
def test_who_has_hung_up_is_who_it_says_it_is(host: Host, claimed: int | None) -> None:
    """The system has forgotten by then; who said nothing of the kind is not let in."""
    go, may_go = os.pipe()
    child = os.fork()
    if child == 0:
        client, hand = host.client(), ChildSide(host.folder.key.encode())
        client.sendall(hand.greeting)
        proof = hand.take(client.recv(NONCE_BYTES + PROOF_BYTES)) or b""
        os.read(go, 1)
        client.sendall(proof + host.hello(pid=claimed, ancestors=[NOBODY + 1, os.getppid()]) + encode(ACTION))
        os._exit(0)
    host.until(lambda: any(guest._handshake._expected for guest in _guests(host)))
    os.write(may_go, b"\0")
    os.waitpid(child, 0)
    host.until(lambda: not host.server._connections)
    os.close(go)
    os.close(may_go)

    assert host.kinds() == ([] if claimed is None else ["ChildOpened", "ChildSaid", "ChildClosed"])
    assert [told.pids for told in host.told[:1]] == ([] if claimed is None else [(NOBODY, NOBODY + 1)])


def test_what_a_child_said_is_worth_nothing_in_another_connection(host: Host) -> None:
    child, hand = host.client(), ChildSide(host.folder.key.encode())
    child.sendall(hand.greeting)
    host.work()
    proof = hand.take(child.recv(NONCE_BYTES + PROOF_BYTES))
    assert proof is not None
    child.sendall(proof + host.hello())
    host.until(lambda: host.kinds() == ["ChildOpened"])

    replay = host.client(hand.greeting)
    host.work()
    replay.recv(NONCE_BYTES + PROOF_BYTES)
    replay.sendall(proof + host.hello() + encode(ACTION))
    host.work()
    assert not is_open(replay)
    assert host.kinds() == ["ChildOpened"]


@pytest.mark.parametrize("data", [GREETING, GREETING + bytes(NONCE_BYTES)], ids=["half a greeting", "no proof"])
def test_a_client_that_stops_half_way_is_put_out_in_time(
    host: Host, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = host.client(data)
    host.child(ACTION)
    host.until(lambda: "ChildSaid" in host.kinds())
    later = time.monotonic() + PATIENCE
    monkeypatch.setattr(time, "monotonic", lambda: later)
    host.server.on_ready()

    silent.settimeout(PATIENCE)
    assert len(_read_all(silent)) in (0, NONCE_BYTES + PROOF_BYTES)
    assert host.server.timeout() is None


def test_a_client_with_another_key_is_put_out(host: Host) -> None:
    stranger, hand = host.client(), ChildSide(b"another")
    stranger.sendall(hand.greeting)
    host.work()
    answer = stranger.recv(NONCE_BYTES + PROOF_BYTES)
    stranger.sendall(answer[:PROOF_BYTES] + host.hello())
    host.work()

    assert not is_open(stranger)
    assert host.told == []


@pytest.mark.parametrize(
    "answer",
    [
        lambda _heard: b"HTTP/1.1 400 Bad Request\r\n\r\n" * 10,
        lambda heard: heard[-NONCE_BYTES:] * 2,
        lambda heard: MainSide(b"another").take(heard)[0],
        lambda _heard: None,
    ],
    ids=["another protocol", "reflected", "another key", "hangs up"],
)
def test_another_program_on_the_port_hears_a_random_number_only(
    impostor: socket.socket, tmp_path: Path, answer: Callable[[bytes], bytes | None]
) -> None:
    sender = Sender(str(tmp_path), {"role": "utility", "name": "n"})
    sender.send(ACTION)  # goes on when nobody has answered
    accepted, _ = impostor.accept()
    with accepted:
        heard = accepted.recv(4_096)
        said = answer(heard)
        if said is None:
            accepted.shutdown(socket.SHUT_RDWR)
        else:
            accepted.sendall(said)
        assert sender._waiter is not None
        sender._waiter.join(PATIENCE)
        heard += _read_all(accepted)
    atexit.unregister(sender.finish)

    assert len(heard) == len(GREETING) + NONCE_BYTES
    assert sender._link is None
    assert sender.dropped > 0


def test_nobody_on_the_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "port").write_text(str(port))
    sender = Sender(str(tmp_path), {})
    sender.send(ACTION)
    assert (sender.dropped, sender._link) == (1, None)


@pytest.mark.parametrize("text", ["", "port"])
def test_a_port_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "port").write_text(text)
    with pytest.raises(ValueError, match="invalid literal"):
        LoopbackSocket(str(tmp_path))
    sender = Sender(str(tmp_path), {})
    sender.send(ACTION)
    assert sender.dropped == 1


def test_what_is_said_before_the_main_process_answers_waits_for_it(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_rum.child.loopback.CONNECT_SECONDS", CONNECT_SECONDS / 10)
    sender = Sender(str(host.folder.path), {"role": "utility", "name": "n"})
    sender.connect()
    sender.send(ACTION)
    assert host.told == []
    with host.serving():
        sender._wait(time.monotonic() + PATIENCE)
    host.until(lambda: host.kinds() == ["ChildOpened", "ChildSaid"])
    atexit.unregister(sender.finish)
    sender.after_fork()


def test_a_child_that_says_nothing_is_known_once_the_main_process_answers(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rum.child.loopback.CONNECT_SECONDS", CONNECT_SECONDS / 10)
    sender = Sender(str(host.folder.path), {"role": "utility", "name": "n"})
    sender.connect()
    with host.serving():
        assert sender._waiter is not None
        sender._waiter.join(PATIENCE)
    host.until(lambda: host.kinds() == ["ChildOpened"])
    atexit.unregister(sender.finish)
    sender.after_fork()


def test_the_end_of_a_child_waits_until_all_is_read(
    impostor: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rum.child.sender.EXIT_SECONDS", PATIENCE)
    sender = Sender(str(tmp_path), {"role": "utility", "name": "n"})
    sender.connect()
    sender.send(ACTION)
    accepted, _ = impostor.accept()
    with accepted:
        main = MainSide(KEY.encode())
        accepted.sendall(main.take(accepted.recv(4_096))[0])
        ending = threading.Thread(target=sender.finish)
        ending.start()
        said = _read_all(accepted)  # to the end, which only `finish` makes
        assert main.take(said)[1].endswith(encode(ACTION))
        for _ in range(2):  # the second is refused by a socket that is closed
            accepted.sendall(b"x")
        assert ending.is_alive()
    ending.join(PATIENCE)
    assert not ending.is_alive()
    atexit.unregister(sender.finish)


def test_a_main_process_that_is_stopped_does_not_keep_a_child_from_ending(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rum.child.sender.EXIT_SECONDS", 0.01)
    sender = Sender(str(host.folder.path), {})
    with host.serving():
        sender.connect()
        sender._wait(time.monotonic() + PATIENCE)
    sender.send(ACTION)
    sender.finish()
    atexit.unregister(sender.finish)
    assert sender._link is None


def test_a_client_that_is_refused_leaves_nothing_open(host: Host) -> None:
    client = host.client()
    shake_hands(client, host.folder.key, host.work)
    client.sendall(host.hello(pid=os.getpid(), role="nobody"))
    host.work()
    assert not is_open(client)
    assert host.server._connections == {}


def _guests(host: Host) -> list[Any]:
    return [connection._guest for connection in host.server._connections.values()]


def _read_all(client: socket.socket) -> bytes:
    """What the other end says until it hangs up."""
    heard = b""
    try:
        while data := client.recv(4_096):
            heard += data
    except ConnectionError:
        pass
    return heard


def test_who_has_hung_up_does_not_speak_for_one_that_is_connected(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    child = host.child()
    host.until(lambda: host.kinds() == ["ChildOpened"])
    monkeypatch.setattr("desktop_rum.channel.loopback.owner_of", lambda *_: None)  # as when it has
    forger = host.child(ACTION)
    host.until(lambda: len(host.server._connections) == 1)

    assert is_open(child)
    assert not is_open(forger)
    assert host.kinds() == ["ChildOpened"]
