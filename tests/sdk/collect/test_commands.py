"""Resources of commands: what a text is that an app gave as the command, on each platform."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rum.assemble.secrets.scrubber import SecretScrubber
from desktop_rum.collect import windows_line
from desktop_rum.collect.commands import Commands
from desktop_rum.instrument.run import Run

if TYPE_CHECKING:
    from desktop_rum.collect.raw_event import RawEvent

QUOTED = '"C:\\Program Files\\x\\y.exe" --in "C:\\my dir" --password S3CR3T'


def _reported(arguments: Any, *, shell: bool = False, on_windows: bool = True) -> tuple[str, list[str]]:
    """The url and the arguments of a command."""
    emitted: list[RawEvent] = []
    views: Any = SimpleNamespace(main=None, emit=emitted.append)
    run = Run("popen", arguments, None, shell, None, 0, 0, returncode=0)
    Commands(views, SecretScrubber(), on_windows=on_windows).on_command_ended(run)
    (event,) = emitted
    return event.data["resource"]["url"], event.data["context"]["args"]


def test_windows_gives_a_program_one_text() -> None:
    assert _reported(QUOTED) == (
        "popen://C:\\Program Files\\x\\y.exe",
        ["C:\\Program Files\\x\\y.exe", "--in", "C:\\my dir", "--password", "***"],
    )


@pytest.mark.parametrize(("shell", "on_windows"), [(True, True), (False, False)])
def test_what_a_shell_or_another_system_is_given_stays_one_text(shell: bool, on_windows: bool) -> None:
    url, arguments = _reported(QUOTED, shell=shell, on_windows=on_windows)
    assert arguments == [QUOTED.replace("S3CR3T", "***")]
    assert url == f"popen://{arguments[0]}"


def test_a_program_of_a_list_may_have_spaces() -> None:
    program = "C:\\Program Files\\x.exe"
    assert _reported((program, "a b")) == (f"popen://{program}", [program, "a b"])


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("", [""]),
        ("a.exe", ["a.exe"]),
        ("  a.exe\tb ", ["a.exe", "b"]),
        ('a "b""c" d', ["a", 'b"c', "d"]),
        ('a b\\\\"c d"', ["a", "b\\c d"]),
        ('a "b', ["a", "b"]),
        ('"a', ["a"]),
        ("a\nb c", ["a\nb", "c"]),
    ],
)
def test_a_line_is_taken_apart_as_programs_do(line: str, arguments: list[str]) -> None:
    assert windows_line.split(line) == arguments


@given(st.lists(st.text(alphabet='ab \\"\t\n'), max_size=4))
def test_what_subprocess_puts_together_comes_apart(arguments: list[str]) -> None:
    assert windows_line.split(subprocess.list2cmdline(["a.exe", *arguments])) == ["a.exe", *arguments]
