"""A main process that is stopped, as a debugger or a laptop's lid does it, while its worker goes on reporting."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plugins.recorder import SDK

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is stopped there")

SENT = 10_000  # TCP of this machine holds four thousand

WORKER = f"""
import sys, time, desktop_rum.utility, desktop_rum
from desktop_rum.child import this_process
sender = this_process.current()._sender
sender._wait(time.monotonic() + 30)  # over TCP the main process has to answer first
print("ready", flush=True)
sys.stdin.readline()
for number in range({SENT}):
    desktop_rum.add_action("x" * 1_000)
print(sender.dropped, len(sender._queue), flush=True)
sys.stdin.readline()
sender._waiter.join()
"""

APP = """
import subprocess, sys, desktop_rum
if sys.argv[3] == "windows":
    from desktop_rum.channel import channel, platforms
    channel.platform_of_this_machine = platforms.loopback
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="s",
                 proxy="http://127.0.0.1:9/", data_dir=sys.argv[1], app_roots=[])
print(subprocess.call([sys.executable, "-c", sys.argv[2]]))
desktop_rum.stop(1)
"""


@pytest.mark.parametrize("platform", ["linux", "windows"])
def test_the_child_goes_on_and_drops_and_counts(tmp_path: Path, platform: str) -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", APP, str(tmp_path), WORKER, platform],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SDK)},
        text=True,
    )
    with app:
        assert app.stdin is not None
        assert app.stdout is not None
        assert app.stdout.readline() == "ready\n"
        app.send_signal(signal.SIGSTOP)
        try:
            os.waitpid(app.pid, os.WUNTRACED)
            print(file=app.stdin, flush=True)
            dropped, waiting = map(int, app.stdout.readline().split())
            assert dropped > 0
            assert dropped + waiting < SENT  # the rest is in the system's buffer
        finally:
            app.send_signal(signal.SIGCONT)
        print(file=app.stdin, flush=True)
        assert app.stdout.readline() == "0\n"

    lines = [line for path in tmp_path.rglob("batch-*") for line in path.read_text().splitlines()]
    events = [
        event
        for event in map(json.loads, lines)
        if event.get("view", {}).get("name", "").startswith("Utility: process ")
    ]
    heard = sum(event["type"] == "action" and event["action"]["target"]["name"][0] == "x" for event in events)
    view = max((event for event in events if event["type"] == "view"), key=lambda e: e["_dd"]["document_version"])
    assert heard + view["context"]["dropped_reports"] == SENT
    assert view["context"]["dropped_reports"] >= dropped
