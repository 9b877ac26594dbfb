"""Exceptions that quote a command quote it without its secrets."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop_rum.assemble.command_errors import CommandErrors
from desktop_rum.assemble.secrets.scrubber import SecretScrubber
from desktop_rum.collect.errors import error_fields
from desktop_rum.instrument.errors import describe

SECRET = "hunter2XyZ"  # noqa: S105 - what must not be seen again
EXIT_3 = "import sys; sys.exit(3)"
KILL = "import os; os.kill(os.getpid(), 9)"
SLEEP = "import time; time.sleep(60)"


@pytest.mark.parametrize(
    ("program", "timeout"), [(EXIT_3, None), (KILL, None), (SLEEP, 0.01)], ids=["exit", "signal", "time-out"]
)
def test_an_argument_list(program: str, timeout: float | None) -> None:
    with pytest.raises(subprocess.SubprocessError) as raised:
        subprocess.run([sys.executable, "-c", program, "--password", SECRET], check=True, timeout=timeout)
    error = error_fields(describe(raised.value))
    assert SECRET in error["message"]

    scrubbed = CommandErrors(SecretScrubber()).scrubbed(error)

    assert SECRET not in str(scrubbed)
    assert "--password" in scrubbed["message"]
    assert scrubbed["message"].rpartition("' ")[2] == error["message"].rpartition("' ")[2]


def test_a_shell_line_in_the_cause_of_another_error() -> None:
    with pytest.raises(ValueError, match="no backup") as raised:
        _back_up()

    scrubbed = CommandErrors(SecretScrubber()).scrubbed(error_fields(describe(raised.value)))

    assert SECRET not in scrubbed["causes"][0]["message"]
    assert "PGPASSWORD=" in scrubbed["causes"][0]["message"]


def test_an_error_without_a_command_is_left_alone() -> None:
    error = error_fields(describe(ValueError(f"--password {SECRET}")))
    assert CommandErrors(SecretScrubber()).scrubbed(error) is error


def test_a_harmless_command_stays_as_it_is() -> None:
    error = error_fields(describe(subprocess.CalledProcessError(1, ["git", "it's", "status"])))
    assert CommandErrors(SecretScrubber()).scrubbed(error) == error


def _back_up() -> None:
    line = "PG" + f"PASSWORD={SECRET} false"
    try:
        subprocess.run(line, shell=True, check=True)
    except subprocess.CalledProcessError as error:
        message = "no backup"
        raise ValueError(message) from error
