"""An app that may open few files, and a program that opens the channel ten thousand times."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path

from tests.plugins.recorder import SDK

APP = """
import json, os, resource, sys, tempfile, time
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
import desktop_rum
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


def test_ten_thousand_connections() -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", APP],
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
        (path,) = (Path(os.environ["XDG_RUNTIME_DIR"]) / f"desktop-rum-{os.getuid()}").glob("*/socket")
        kept: deque[socket.socket] = deque()
        for _ in range(CONNECTIONS):
            client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            with contextlib.suppress(OSError):
                client.connect(str(path))
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
        assert int(files) < 300
        app.stdin.close()
    assert app.returncode == 0
