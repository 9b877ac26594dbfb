"""The event list with 100,000 events, offscreen: memory, queries, scrolled frames; a stream of 20,000 events a second.

Each runs in a process of its own, so that the memory is the window's and no other benchmark's. STREAM_SECONDS in the
environment makes the stream shorter or longer than a minute.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.benchmarks.harness import Row


def measure() -> list[Row]:
    """The rows of this benchmark."""
    return [row for part in ("window_events", "window_stream") for row in _measured(part)]


def _measured(part: str) -> list[Row]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", f"tests.benchmarks.{part}_measured"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    figures: list[dict[str, Any]] = json.loads(done.stdout)
    return [Row(figure["what"], "", figure["figure"], "", figure["target"]) for figure in figures]
