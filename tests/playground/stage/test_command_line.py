"""What somebody typed, as arguments and as a line, in the words of each system's shell."""

from __future__ import annotations

import pytest

from playground.stage.command_line import parse, shown


@pytest.mark.parametrize(
    ("platform", "line", "expected"),
    [
        ("linux", r"a\ b 'c d' # e", ["a b", "c d", "#", "e"]),
        ("win32", r"C:\tools\git.exe log 'c d'", [r"C:\tools\git.exe", "log", "c d"]),
        (
            "win32",
            r'"C:\Program Files\x.exe" \\server\share ""',
            [r"C:\Program Files\x.exe", r"\\server\share", ""],
        ),
    ],
)
def test_a_line_is_split_as_its_shell_would(platform: str, line: str, expected: list[str]) -> None:
    assert parse(line, shell=False, platform=platform) == expected


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("linux", r"""echo 'a b' 'C:\x'"""), ("win32", r'echo "a b" C:\x')],
)
def test_arguments_become_a_line(platform: str, expected: str) -> None:
    arguments = ["echo", "a b", r"C:\x"]

    assert shown(arguments, platform) == expected
    assert parse(arguments, shell=True, platform=platform) == expected
