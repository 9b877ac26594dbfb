"""Qt's offscreen platform, on which what nobody sees is drawn: what it has to be told."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def offscreen_variables(environment: Mapping[str, str], platform: str = sys.platform) -> dict[str, str]:
    """Variables for a process whose Qt shall draw there."""
    variables = {"QT_QPA_PLATFORM": "offscreen"}
    if platform == "win32":
        # There it does not look for the system's fonts by itself, and draws a box for each letter.
        system = environment.get("SYSTEMROOT") or r"C:\Windows"
        variables["QT_QPA_FONTDIR"] = environment.get("QT_QPA_FONTDIR") or rf"{system}\Fonts"
    return variables
