"""The README's table of every way to start a process says what the code patches, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rum.api import current_sdk
from desktop_rum.instrument.call_name import _CALLS
from desktop_rum.instrument.os_waits import WAITS
from desktop_rum.qt.commands import MAY_TELL

if TYPE_CHECKING:
    from tests.sdk.instrument.recorder import Recorder

README = Path(__file__).parents[3] / "README.md"

SPAWNS = {f"os.{name}" for name, call in _CALLS.items() if name.startswith("spawn")}
ELSEWHERE = {"os.startfile", "gevent.subprocess.Popen", "eventlet.green.subprocess.Popen"}
"""Seen where the platform has it, or the app imports it."""

NAMES = {"asyncio.subprocess": "asyncio", "asyncio.base_events": "loop"}
NOT_STARTS = {
    *(f"os.{name}" for name in (*WAITS, "waitid")),
    *(f"QProcess.{name}" for name in MAY_TELL),
    "pty.fork",
    "QProcess.setProgram",
    "QProcess.waitForFinished",
}


def _rows() -> dict[str, str]:
    """Call and what is said of it."""
    section = README.read_text(encoding="utf-8").split("## Every way to start a process")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| .*\|$", section, re.MULTILINE)
    return {call.strip("`"): seen for call, seen, _ in rows if call not in ("Call", "---")}


def _patched() -> set[str]:
    """The starts that are patched at this moment, or that are named by frames above what is."""
    sdk = current_sdk()
    assert sdk is not None
    found = {f"{NAMES.get(call.module, call.module)}.{name}" for name, call in _CALLS.items()}
    for instrument in sdk.instruments._installed:
        for owner, name, _, _ in instrument._patches._applied if hasattr(instrument, "_patches") else ():
            if owner.__name__ in ("os", "pty"):
                found |= SPAWNS if name == "_spawnvef" else {f"{owner.__name__}.{name}"}
            elif owner.__name__ == "Popen" and name == "__init__":
                found.add("subprocess.Popen")
            elif owner.__name__ == "Loop":
                found.add(f"uvloop.Loop.{name}")
            elif owner.__name__ == "QProcess" and name != "__init__":
                found.add(f"QProcess.{name}")
    return found - NOT_STARTS


def test_every_row_is_true(sdk: Recorder) -> None:
    import pty  # noqa: F401 - patched when imported

    import PySide6.QtCore  # noqa: F401 - as above

    assert sdk is not None
    rows = _rows()
    seen = {call for call, said in rows.items() if said == "yes"}
    without_uvloop = {call for call in seen if not call.startswith("uvloop.")}
    assert without_uvloop == {call for call in _patched() if not call.startswith("uvloop.")} | ELSEWHERE
    assert {call for call in seen if call.startswith("uvloop.")} == {
        "uvloop.Loop.subprocess_exec",
        "uvloop.Loop.subprocess_shell",
    }
    assert {call for call, said in rows.items() if said == "no"} >= {"os.fork", "os.forkpty", "os.execv"}
