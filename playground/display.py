"""Whether windows can be shown. Qt aborts when it finds no display, so a child process tries it."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: seconds that a display has for an answer
PATIENCE = 20.0

_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_PLATFORMS_WITHOUT_DISPLAY = ("offscreen", "minimal")
_WORDS_OF_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def missing_display(environment: Mapping[str, str]) -> str | None:
    """Why no window can be shown, in one sentence, or None when one can."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in _PLATFORMS_WITHOUT_DISPLAY:
        return f"QT_QPA_PLATFORM is {platform}, so that nobody could see a window"
    is_named = any(environment.get(name) for name in _WORDS_OF_DISPLAYS)
    if sys.platform not in {"win32", "darwin"} and not platform and not is_named:
        return "There is no display"
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"The display did not answer within {PATIENCE:.0f} s"
    if probe.returncode == 0:
        return None
    lines = [line.strip() for line in probe.stderr.decode(errors="replace").splitlines() if line.strip()]
    return f"The display does not answer ({_reason(lines)})"


def _reason(lines: list[str]) -> str:
    """The line of Qt's complaint that helps.

    Without a connection Qt also names a library, there or not; what it could not connect to comes first.
    """
    lines = [re.sub(r"^qt\.[\w.]+: ", "", line) for line in lines]
    unconnected = [line for line in lines if "could not connect" in line]
    needed = [line for line in lines if "is needed" in line or "cannot open shared object" in line]
    return (unconnected or needed or lines or ["Qt said nothing"])[0].removesuffix(".")
