"""Who is at the other end of a local socket, as each platform's kernel says it."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from desktop_rum.channel.descent import descent
from desktop_rum.channel.peers import peer_of
from desktop_rum.process_table import ProcTable, PsutilTable

if TYPE_CHECKING:
    from desktop_rum.process_table import ProcessTable


def test_linux() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer_of(ours) == os.getpid()


@pytest.mark.parametrize(
    ("user", "pid", "peer"), [(os.getuid(), 42, 42), (os.getuid() + 1, 42, None), (os.getuid(), 0, None)]
)
def test_macos(user: int, pid: int, peer: int | None) -> None:
    assert peer_of(_darwin_socket(struct.pack("2Ih2x16I", 0, user, 1, *[20] * 16), pid), "darwin") == peer


def test_an_answer_of_another_shape_is_nobody() -> None:
    assert peer_of(_darwin_socket(b"", 42), "darwin") is None


def test_a_system_that_does_not_say_lets_nobody_in() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer_of(ours, "sunos5") is None


@pytest.mark.parametrize("table", [ProcTable(), PsutilTable()], ids=lambda table: type(table).__name__)
def test_a_process_and_its_ancestors_below_this_one(table: ProcessTable) -> None:
    with subprocess.Popen(["sh", "-c", "sleep 60 & echo $!; wait"], stdout=subprocess.PIPE) as shell:
        assert shell.stdout is not None
        pid = int(shell.stdout.readline())
        pids, started = descent(pid, table)
        os.kill(pid, signal.SIGKILL)

    assert pids == (pid, shell.pid)
    assert started is not None
    assert descent(shell.pid, table) == ((shell.pid,), None)  # gone


def _darwin_socket(credentials: bytes, pid: int) -> Mock:
    """Says what a kernel of macOS says."""
    answers = {1: credentials, 2: pid}
    return Mock(spec=socket.socket, getsockopt=lambda _level, option, _size=0: answers[option])
