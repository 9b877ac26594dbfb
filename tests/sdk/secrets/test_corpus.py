"""Nothing secret leaves, everything innocent stays as it was: a corpus of each."""

from __future__ import annotations

import shlex
from typing import Any

from desktop_rum.assemble.secrets.scrubber import SecretScrubber
from desktop_rum.instrument.command import taken
from tests.plugins.all_of import all_of
from tests.sdk.secrets import innocent_commands, innocent_programs, secret_commands, secret_places, secret_programs
from tests.sdk.secrets.secret_commands import S

SCRUBBER = SecretScrubber()

SECRET_ARGUMENTS = [*secret_commands.ARGUMENTS, *secret_programs.ARGUMENTS]
SECRET_LINES = [*secret_commands.LINES, *secret_programs.LINES, *secret_places.LINES]
INNOCENT_ARGUMENTS = [*innocent_commands.ARGUMENTS, *innocent_programs.ARGUMENTS]
INNOCENT_LINES = [*innocent_commands.LINES, *innocent_programs.LINES]


def test_the_corpora_are_large() -> None:
    assert len(SECRET_ARGUMENTS) + len(SECRET_LINES) >= 150
    assert len(INNOCENT_ARGUMENTS) + len(INNOCENT_LINES) >= 100


@all_of(SECRET_ARGUMENTS)
def test_secret_arguments_are_taken_out(arguments: list[Any]) -> None:
    given = list(taken(arguments))
    scrubbed = SCRUBBER.arguments(given, shell=False)
    assert len(scrubbed) == len(given)
    assert scrubbed[0] == given[0]
    assert S not in "\n".join(scrubbed)


@all_of(SECRET_LINES)
def test_secret_lines_are_scrubbed(line: str) -> None:
    (scrubbed,) = SCRUBBER.arguments([line], shell=True)
    assert S not in scrubbed
    assert scrubbed


@all_of(SECRET_LINES)
def test_secret_lines_are_scrubbed_inside_a_shell(line: str) -> None:
    assert S not in "\n".join(SCRUBBER.arguments(["sh", "-c", line], shell=False))


@all_of(INNOCENT_ARGUMENTS)
def test_innocent_arguments_stay(arguments: list[str]) -> None:
    assert SCRUBBER.arguments(list(arguments), shell=False) == arguments


@all_of(INNOCENT_LINES)
def test_innocent_lines_stay(line: str) -> None:
    assert SCRUBBER.arguments([line], shell=True) == [line]


@all_of(INNOCENT_ARGUMENTS)
def test_innocent_arguments_stay_as_a_line(arguments: list[str]) -> None:
    line = shlex.join(arguments)
    assert SCRUBBER.arguments([line], shell=True) == [line]
