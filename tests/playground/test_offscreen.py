"""What Qt's offscreen platform has to be told on each system."""

from __future__ import annotations

import pytest

from playground.offscreen import offscreen_variables


@pytest.mark.parametrize(
    ("platform", "environment", "fonts"),
    [
        ("linux", {}, None),
        ("darwin", {}, None),
        ("win32", {"SYSTEMROOT": r"D:\Win"}, r"D:\Win\Fonts"),
        ("win32", {}, r"C:\Windows\Fonts"),
        ("win32", {"QT_QPA_FONTDIR": r"E:\mine"}, r"E:\mine"),
    ],
)
def test_fonts_are_named_where_it_finds_none(platform: str, environment: dict[str, str], fonts: str | None) -> None:
    variables = offscreen_variables(environment, platform)

    assert variables["QT_QPA_PLATFORM"] == "offscreen"
    assert variables.get("QT_QPA_FONTDIR") == fonts
