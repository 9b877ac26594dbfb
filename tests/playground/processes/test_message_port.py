"""The host's end of a message port, against a plain socket in this process."""

from __future__ import annotations

import socket
import stat
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from playground.processes import MessagePort, PortClosedError, PortFullError
from workers.frames import FrameError, encode
from workers.parent_port import ParentPort

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


@pytest.fixture
def port(qapp: object) -> Iterator[MessagePort]:
    """A port that waits for its child."""
    del qapp
    port = MessagePort()
    yield port
    port.close()


def connect(port: MessagePort) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(port.address)
    return connection


def test_folder_is_for_its_user_only(port: MessagePort) -> None:
    assert stat.S_IMODE(Path(port.address).parent.stat().st_mode) == 0o700


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
        qtbot.waitUntil(lambda: not Path(port.address).parent.exists())
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
        second.settimeout(5)

        with pytest.raises(ConnectionResetError):
            second.recv(1)

    assert heard.messages == ["first"]


def test_a_folder_whose_name_is_too_long_is_told(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del qapp
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    with pytest.raises(OSError, match="No message port can be opened"):
        MessagePort()
    assert list(folder.iterdir()) == []
