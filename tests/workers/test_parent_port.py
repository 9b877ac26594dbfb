"""The child's end of the message port, against a socket in this process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workers import parent_port
from workers.frames import encode
from workers.parent_port import VARIABLE, NoParentError, ParentPort

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def ends() -> Iterator[tuple[ParentPort, socket.socket]]:
    """The child's end and the bare socket of its parent."""
    child, parent = socket.socketpair()
    port = ParentPort(child)
    with parent:
        yield port, parent
    port.close()


def test_iteration_gives_messages_until_the_parent_goes(ends: tuple[ParentPort, socket.socket]) -> None:
    port, parent = ends
    parent.sendall(encode("one") + encode(None) + encode({"two": 2}))
    parent.close()

    assert list(port) == ["one", None, {"two": 2}]


def test_what_is_there_is_received_without_waiting(ends: tuple[ParentPort, socket.socket]) -> None:
    port, parent = ends
    assert port.receive_available() == ([], True)

    frame = encode("one") + encode("two")
    parent.sendall(frame[:-1])
    assert port.receive_available() == (["one"], True)

    parent.sendall(frame[-1:])
    parent.close()
    assert port.receive_available() == (["two"], False)


def test_a_message_for_a_parent_that_is_gone_goes_nowhere(ends: tuple[ParentPort, socket.socket]) -> None:
    port, parent = ends
    parent.close()

    port.post("too late")
    assert port.receive_available() == ([], False)
    assert list(port) == []


def test_a_path_where_nobody_listens_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/port")

    with pytest.raises(NoParentError, match="does not answer"):
        parent_port.connect()
    assert VARIABLE not in os.environ


def test_where_there_are_no_unix_sockets_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    monkeypatch.setenv(VARIABLE, "/nowhere/port")

    with pytest.raises(NoParentError, match="there are no Unix sockets here"):
        parent_port.connect()


def test_at_a_port_the_token_is_said_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv(VARIABLE, f"{listener.getsockname()[1]} open-sesame")
        port = parent_port.connect()
        port.post("here")
        port.close()
        with listener.accept()[0] as parent:
            heard = b"".join(iter(lambda: parent.recv(100), b""))

    assert heard == b"open-sesame" + encode("here")


@pytest.mark.parametrize("module", ["workers.demo_worker", "workers.renderer"])
def test_a_worker_that_nobody_forked_says_so(module: str) -> None:
    arguments = ["page.html"] if module.endswith("renderer") else []
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "it is started by the playground" in done.stderr
    assert "Traceback" not in done.stderr
