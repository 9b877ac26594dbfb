"""Whether windows can be shown, asked without showing one."""

from __future__ import annotations

import os
import sys

import pytest

from playground.display import missing_display

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these systems always have a display")


def environment(**changes: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"}
    return plain | changes


def test_none_is_named() -> None:
    assert missing_display(environment()) == "There is no display"


def test_one_that_does_not_answer() -> None:
    reason = missing_display(environment(DISPLAY=":987"))

    assert reason is not None
    assert reason.startswith("The display does not answer (")
    assert "qt.qpa" not in reason


def test_offscreen_is_no_display_for_people() -> None:
    assert missing_display(environment(QT_QPA_PLATFORM="offscreen")) == (
        "QT_QPA_PLATFORM is offscreen, so that nobody could see a window"
    )
