"""Folders taken out of texts, as each system and a url write them."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from desktop_rum.assemble.paths import PathScrubber

POSIX = PurePosixPath("/home/me/my app")
WINDOWS = PureWindowsPath(r"C:\Users\me\my app")


@pytest.mark.parametrize(
    ("root", "text", "expected"),
    [
        (POSIX, "/home/me/my app/main.py", "/main.py"),
        (POSIX, "file:///home/me/my%20app/index.html", "file:///index.html"),
        (WINDOWS, r"C:\Users\me\my app\main.py", r"\main.py"),
        (WINDOWS, "in C:/Users/me/my app", "in /"),
        (WINDOWS, "file:///C:/Users/me/my%20app/index.html", "file:///index.html"),
        (PureWindowsPath("C:\\Users"), r"C:\Users\me", r"C:\Users\me"),
    ],
)
def test_a_folder_of_the_app_is_taken_out(root: PurePath, text: str, expected: str) -> None:
    assert PathScrubber([root]).text(text) == expected
