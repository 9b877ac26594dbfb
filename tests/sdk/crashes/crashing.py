"""An app that crashes, and what the next launch makes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.plugins.recorder import SDK, Recorder

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION = "00000000-0000-4000-8000-000000000000"

CRASH = """
import desktop_rum, os, signal, sys
desktop_rum.init(**eval(sys.argv[1]))
context = desktop_rum.get_internal_context()
print(os.getpid(), context.session_id, context.view_id, flush=True)
def crash_here():
    os.kill(os.getpid(), signal.{signal})
{before}
crash_here()
"""


def errors_of_next_launch(folder: Path, **options: object) -> list[dict[str, dict[str, object]]]:
    """What the next launch tells of as errors."""
    recorder = Recorder(folder, **options)
    recorder.stop()
    return [event for event in recorder.events if event["type"] == "error"]


def versions_on_disk(folder: Path, view: str) -> list[dict[str, Any]]:
    """The versions of a view that the crashed process has written."""
    lines = [line for path in sorted(folder.rglob("batch-*")) for line in path.read_text().splitlines()]
    events = [event for event in map(json.loads, lines) if event["type"] == "view"]
    return [event for event in events if event["view"]["id"] == view]


def left(folder: Path) -> list[str]:
    """The files that lie there for the next launch."""
    return sorted(path.name for path in (folder / APPLICATION / "crashes").iterdir())


def crash(folder: Path, signal: str, before: str = "", **options: object) -> list[str]:
    """Let an app crash, after `before` was run in it; what it printed."""
    ended = subprocess.run(
        command(folder, signal, before, **options), capture_output=True, text=True, check=False, env=environment()
    )
    return ended.stdout.split()


def command(folder: Path, signal: str, before: str, **further: object) -> list[str]:
    """The app, as a command."""
    options = {
        "application_id": APPLICATION,
        "client_token": "pub0",
        "service": "s",
        "proxy": "http://127.0.0.1:9/",
        "data_dir": str(folder),
        "app_roots": [],
        **further,
    }
    return [sys.executable, "-c", CRASH.format(signal=signal, before=before), repr(options)]


def environment() -> dict[str, str]:
    """Where it finds the SDK."""
    return {**os.environ, "PYTHONPATH": str(SDK)}
