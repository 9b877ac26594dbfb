"""Programs for `test_crowds`: many children at once, with the SDK or without.

`python -m tests.sdk.instrument.crowd flight DATA_DIR` or `… limit DATA_DIR|-`; the result is a line of JSON.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import desktop_rum

CHILDREN = 1_000
ROUNDS = 3


def _start(data_dir: str) -> None:
    desktop_rum.init(
        application_id="00000000-0000-4000-8000-000000000000",
        client_token="pub0",  # noqa: S106 - no secret
        service="crowd",
        proxy="http://127.0.0.1:9/",
        data_dir=data_dir,
    )


def _open_files() -> int:
    """Pipes, sockets and pidfds: a batch that is just being written is no leak."""
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the listing's own
            links.append(str(descriptor.readlink()))
    return sum(not link.startswith("/") for link in links)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4_096 / 1e6


def flight(data_dir: str) -> dict[str, Any]:
    """Rounds of children that all run at once, each with its own exit code; every second round is not waited for."""
    _start(data_dir)
    told: dict[int, tuple[int, int | None]] = {}

    def listen(updates: Any) -> None:
        for update in updates:
            if update.state == "produced" and update.event["type"] == "resource":
                context = update.event["context"]
                told[context["pid"]] = int(context["args"][-1]), update.event["resource"].get("status_code")

    desktop_rum.subscribe(listen)
    rounds = []
    for number in range(ROUNDS):
        told.clear()
        files = _open_files()
        script = "read x; exit $1"
        children = [
            subprocess.Popen(["/bin/sh", "-c", script, "sh", str(code % 200)], stdin=subprocess.PIPE)
            for code in range(CHILDREN)
        ]
        for child in reversed(children):
            assert child.stdin is not None
            child.stdin.close()
        deadline = time.monotonic() + 60
        while number % 2 and len(told) < CHILDREN and time.monotonic() < deadline:
            desktop_rum.flush(0.01)
        codes = {child.pid: child.wait() for child in children}
        desktop_rum.flush(5)
        expected = {pid: (code, code) for pid, code in codes.items()}
        del children, child
        gc.collect()
        rounds.append({"right": told == expected, "files": _open_files() - files, "resident": _resident()})
    desktop_rum.stop(1)
    return {"rounds": rounds}


def limit(data_dir: str) -> dict[str, Any]:
    """As many children with a pipe as there can be."""
    if data_dir != "-":
        _start(data_dir)
    children = []
    with contextlib.suppress(OSError):
        while True:
            children.append(subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE))
    for child in children:
        assert child.stdin is not None
        child.stdin.close()
    for child in children:
        child.wait()
    return {"children": len(children)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"flight": flight, "limit": limit}[sys.argv[1]](sys.argv[2])))
    sys.stdout.flush()
    os._exit(0)
