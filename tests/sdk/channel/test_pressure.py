"""An app that may open few files, and a program that opens the channel ten thousand times."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path

import pytest

from tests.plugins.recorder import SDK

APP = """
import json, os, resource, sys, tempfile, time
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
import desktop_rum
if sys.argv[1] == "windows":
    from desktop_rum.channel import channel, platforms
    channel.platform_of_this_machine = platforms.loopback
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="s",
                 proxy="http://127.0.0.1:9/", data_dir=tempfile.mkdtemp(), app_roots=[])
print("ready", flush=True)
sys.stdin.readline()
files = [open(os.devnull) for _ in range(200)]
before = time.process_time()
print(len(files), flush=True)
sys.stdin.readline()
print(time.process_time() - before, len(os.listdir("/proc/self/fd")), flush=True)
"""

CONNECTIONS = 10_000


@pytest.mark.parametrize(("platform", "most_files"), [("linux", 300), ("windows", 400)])
def test_ten_thousand_connections(platform: str, most_files: int) -> None:
    """Where a child has to be answered before it can prove itself, more strangers may wait."""
    app = subprocess.Popen(
        [sys.executable, "-c", APP, platform],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SDK)},
    )
    with app:
        assert app.stdin is not None
        assert app.stdout is not None
        assert app.stdout.readline() == "ready\n"
        (key,) = (Path(os.environ["XDG_RUNTIME_DIR"]) / f"desktop-rum-{os.getuid()}").glob("*/key")
        kept: deque[socket.socket] = deque()
        for _ in range(CONNECTIONS):
            client = socket.socket(socket.AF_UNIX if platform == "linux" else socket.AF_INET, socket.SOCK_STREAM)
            client.setblocking(platform == "linux")  # where too many are waiting, TCP has one more wait for a second
            with contextlib.suppress(OSError):
                client.connect(_address(key.parent))
            kept.append(client)
            if len(kept) > 100:
                kept.popleft().close()
        app.stdin.write("\n")
        app.stdin.flush()
        assert app.stdout.readline() == "200\n"
        for client in kept:
            client.close()
        app.stdin.write("\n")
        app.stdin.flush()
        _seconds, files = app.stdout.readline().split()
        assert int(files) < most_files
        app.stdin.close()
    assert app.returncode == 0


def _address(folder: Path) -> str | tuple[str, int]:
    port = folder / "port"
    return ("127.0.0.1", int(port.read_text())) if port.exists() else str(folder / "socket")
