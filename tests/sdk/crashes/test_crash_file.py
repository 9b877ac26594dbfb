"""Whose report faulthandler writes, before and after a fork."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_rum.child.crash_file import leads_nowhere

if TYPE_CHECKING:
    from pathlib import Path

FORK = """
import faulthandler, os
from desktop_rum.child.crash_file import CrashFile
file = CrashFile("of the parent")
{in_parent}
if not os.fork():
    file.abandon()
    {in_child}
    os.abort()
os.wait()
"""

ENABLE = "faulthandler.enable(open('of the app', 'w'))"
MOVE = "file.move('of the child')"

WRITTEN = {
    "a fork that is told nothing": ("", "pass", ""),
    "a fork that is told where": ("", MOVE, "of the child"),
    "an app that enables it before": (ENABLE, MOVE, "of the app"),
    "an app that enables it in the fork": ("", f"{ENABLE}; {MOVE}", "of the app"),
    "an app that enables it at the end": ("", f"{MOVE}; {ENABLE}", "of the app"),
    "an app that disables it": ("", f"{MOVE}; {ENABLE}; faulthandler.disable()", "of the child"),
    "an app that disables it too early": ("", f"faulthandler.disable(); {MOVE}", "of the child"),
    "an app that has it written nowhere": ("faulthandler.enable(open(os.devnull, 'w'))", MOVE, "of the child"),
    "a fork of a fork": ("", f"{MOVE}\n    if os.fork(): os._exit(0)\n    file.abandon()", ""),
    "patches that were taken back": ("", f"{MOVE}; file.close(); assert not faulthandler.is_enabled()", ""),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize(("in_parent", "in_child", "written"), WRITTEN.values(), ids=WRITTEN)
def test_a_fork_writes_a_report_of_its_own(in_parent: str, in_child: str, written: str, tmp_path: Path) -> None:
    code = FORK.format(in_parent=in_parent, in_child=in_child)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)

    reports = [path.name for path in tmp_path.glob("of the *") if "Fatal Python error: Aborted" in path.read_text()]
    assert reports == [written] * bool(written)


@pytest.mark.parametrize(
    ("platform", "device", "is_console", "nowhere"),
    [
        ("linux", os.devnull, False, True),
        ("linux", None, False, False),
        ("win32", os.devnull, False, True),
        ("win32", os.devnull, True, False),
        ("win32", None, False, False),
    ],
    ids=["null", "a pipe", "Windows' null", "its console", "a pipe of its"],
)
def test_what_leads_nowhere(platform: str, device: str | None, is_console: bool, nowhere: bool) -> None:
    """Windows gives a pipe, its console and its null device the same numbers."""
    if device is None:
        reading, number = os.pipe()
        os.close(reading)
    else:
        number = os.open(device, os.O_WRONLY)
    assert leads_nowhere(number, platform, lambda _: is_console) is nowhere
    os.close(number)
