"""The host's end of a message port, against a plain socket in this process."""

from __future__ import annotations

import socket
import stat
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from playground.processes import MessagePort, PortClosedError, PortFullError
from playground.processes.port_doors import LoopbackDoor, UnixDoor, door_of_this_system
from workers.frames import FrameError, encode
from workers.parent_port import ParentPort, connection_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Heard:
    """What a port tells."""

    def __init__(self, port: MessagePort) -> None:
        self.messages: list[Any] = []
        self.errors: list[str] = []
        port.message.connect(self.messages.append)
        port.malformed.connect(self.errors.append)
        port.error.connect(self.errors.append)


@pytest.fixture(params=[UnixDoor, LoopbackDoor])
def port(qapp: object, request: pytest.FixtureRequest) -> Iterator[MessagePort]:
    """A port that waits for its child, with each kind of door."""
    del qapp
    port = MessagePort(door=request.param)
    yield port
    port.close()


def connect(port: MessagePort) -> socket.socket:
    return connection_to(port.address)


@pytest.mark.parametrize(("platform", "door"), [("linux", UnixDoor), ("darwin", UnixDoor), ("win32", LoopbackDoor)])
def test_each_system_has_its_door(platform: str, door: type) -> None:
    assert door_of_this_system(platform) is door


@pytest.mark.parametrize("port", [UnixDoor], indirect=True)
def test_folder_is_for_its_user_only(port: MessagePort) -> None:
    assert stat.S_IMODE(Path(port.address).parent.stat().st_mode) == 0o700


@pytest.fixture
def loopback_port(qapp: object) -> Iterator[MessagePort]:
    """A port on 127.0.0.1."""
    del qapp
    port = MessagePort(door=LoopbackDoor)
    yield port
    port.close()


def waiting(port: MessagePort) -> int:
    """How many stand at the door who have not said what they have to."""
    assert isinstance(port._door, LoopbackDoor)
    return len(port._door._waiting)


def visit(port: MessagePort, words: bytes = b"") -> socket.socket:
    """Come to a port without having been told what to say there."""
    number, token = port.address.split()
    visitor = socket.create_connection(("127.0.0.1", int(number)), timeout=5)
    visitor.sendall(words[: len(token)])
    return visitor


def test_who_says_something_else_at_the_loopback_door_is_sent_away(qtbot: QtBot, loopback_port: MessagePort) -> None:
    heard = Heard(loopback_port)
    loopback_port.post("a secret")
    with visit(loopback_port, b"0" * 200) as visitor:
        qtbot.waitUntil(lambda: not waiting(loopback_port) and is_over(visitor))
        with connect(loopback_port) as child:
            child.sendall(encode("here"))
            qtbot.waitUntil(lambda: heard.messages == ["here"])
    assert heard.errors == []


def is_over(visitor: socket.socket) -> bool:
    """Whether a connection was closed without a word."""
    visitor.setblocking(False)
    try:
        return visitor.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_the_silent_and_the_slow_keep_nobody_out(qtbot: QtBot, loopback_port: MessagePort) -> None:
    heard = Heard(loopback_port)
    with visit(loopback_port) as silent, visit(loopback_port, b"half") as slow, connect(loopback_port) as child:
        child.sendall(encode("here"))
        qtbot.waitUntil(lambda: heard.messages == ["here"])

        qtbot.waitUntil(lambda: is_over(silent))
        qtbot.waitUntil(lambda: is_over(slow))


def test_who_goes_before_it_says_anything_is_forgotten(qtbot: QtBot, loopback_port: MessagePort) -> None:
    visitor = visit(loopback_port)
    qtbot.waitUntil(lambda: waiting(loopback_port) == 1)
    visitor.close()
    qtbot.waitUntil(lambda: not waiting(loopback_port))


def test_nobody_comes_in_once_the_child_is_inside(qtbot: QtBot, loopback_port: MessagePort) -> None:
    heard = Heard(loopback_port)
    with connect(loopback_port) as child:
        child.sendall(encode("here"))
        qtbot.waitUntil(lambda: heard.messages == ["here"])

        with pytest.raises(ConnectionRefusedError):
            visit(loopback_port)


def test_what_is_posted_before_the_child_listens_is_kept_in_order(qtbot: QtBot, port: MessagePort) -> None:
    for number in range(100):
        port.post(number)
    assert port.waiting_bytes > 0

    child = ParentPort(connect(port))
    qtbot.waitUntil(lambda: port.waiting_bytes == 0)

    assert child.receive_available() == (list(range(100)), True)
    child.close()


@pytest.mark.parametrize("is_connected", [False, True])
def test_what_waits_for_a_child_that_does_not_read_has_a_limit(
    qtbot: QtBot, port: MessagePort, monkeypatch: pytest.MonkeyPatch, is_connected: bool
) -> None:
    limit = 4 * 1024 * 1024  # more than a socket's buffers hold
    monkeypatch.setattr("playground.processes.message_port.MAX_WAITING", limit)
    child = None
    if is_connected:
        child = ParentPort(connect(port))
        port.post("first")
        qtbot.waitUntil(lambda: port.waiting_bytes == 0)

    def post_many() -> None:
        for _ in range(20):
            port.post("x" * (limit // 8))

    with pytest.raises(PortFullError, match="does not read"):
        post_many()
    assert port.waiting_bytes <= limit

    child = child or ParentPort(connect(port))
    received: list[Any] = []

    def is_read() -> bool:
        received.extend(child.receive_available()[0])
        return port.waiting_bytes == 0

    qtbot.waitUntil(is_read)
    port.post("goes on")
    qtbot.waitUntil(lambda: is_read() and received[-1] == "goes on")
    child.close()


def test_messages_come_in_order(qtbot: QtBot, port: MessagePort) -> None:
    heard = Heard(port)
    with connect(port) as child:
        stream = b"".join(encode({"number": number}) for number in range(1000))
        child.sendall(stream[:777])
        child.sendall(stream[777:])
        qtbot.waitUntil(lambda: len(heard.messages) == 1000)

    assert heard.messages == [{"number": number} for number in range(1000)]


@pytest.mark.parametrize("port", [UnixDoor], indirect=True)
def test_socket_is_gone_once_the_child_is_connected(qtbot: QtBot, port: MessagePort) -> None:
    heard = Heard(port)
    with connect(port) as child:
        child.sendall(encode("here"))
        qtbot.waitUntil(lambda: heard.messages == ["here"])

        assert not Path(port.address).parent.exists()


def test_a_child_that_dies_while_it_is_written_to_is_heard_without_a_complaint_of_qt(
    qtbot: QtBot, qtlog: Any, port: MessagePort
) -> None:
    heard = Heard(port)
    with connect(port) as child:
        port.post("")
        qtbot.waitUntil(lambda: port.waiting_bytes == 0)
        child.sendall(encode("last words"))
        port.post("x" * 5_000_000)
    qtbot.waitUntil(lambda: port.is_closed)

    assert heard.messages == ["last words"]
    assert heard.errors == []
    assert [record.message for record in qtlog.records] == []  # also those that other tests may let pass


def test_drain_delivers_what_a_dead_child_sent_before_any_event_was_handled(port: MessagePort) -> None:
    heard = Heard(port)
    with connect(port) as child:
        child.sendall(encode("one") + encode("two"))

    port.drain()

    assert heard.messages == ["one", "two"]


def test_a_message_that_is_no_json_is_told_and_the_next_one_comes(qtbot: QtBot, port: MessagePort) -> None:
    heard = Heard(port)
    with connect(port) as child:
        child.sendall(struct.pack(">I", 3) + b"{x}" + encode("fine"))
        qtbot.waitUntil(lambda: heard.messages == ["fine"])

    assert len(heard.errors) == 1
    assert "not JSON" in heard.errors[0]


def test_a_length_that_cannot_be_true_closes_the_port(qtbot: QtBot, port: MessagePort) -> None:
    heard = Heard(port)
    with connect(port) as child, qtbot.waitSignal(port.closed):
        child.sendall(struct.pack(">I", 2**32 - 1))

    assert port.is_closed
    assert "4,294,967,295 bytes" in heard.errors[0]


def test_half_a_message_at_the_end_is_told(qtbot: QtBot, port: MessagePort) -> None:
    heard = Heard(port)
    with qtbot.waitSignal(port.closed), connect(port) as child:
        child.sendall(encode("whole")[:-1])

    assert heard.errors == ["The process went away in the middle of a message"]


def test_posting_what_json_cannot_say_is_refused(port: MessagePort) -> None:
    with pytest.raises(FrameError, match="cannot be sent as JSON"):
        port.post(object())


def test_posting_to_a_closed_port_is_refused(port: MessagePort) -> None:
    port.close()
    port.close()

    with pytest.raises(PortClosedError, match="is gone"):
        port.post("too late")


def test_a_second_child_is_not_let_in(qtbot: QtBot, port: MessagePort) -> None:
    heard = Heard(port)
    with connect(port) as first, connect(port) as second:
        first.sendall(encode("first"))
        second.sendall(encode("second"))
        qtbot.waitUntil(lambda: heard.messages == ["first"])
        qtbot.waitUntil(lambda: is_over(second))

    assert heard.messages == ["first"]


def test_a_folder_whose_name_is_too_long_is_told(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del qapp
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    with pytest.raises(OSError, match="No message port can be opened"):
        MessagePort(door=UnixDoor)
    assert list(folder.iterdir()) == []
