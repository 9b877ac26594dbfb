"""tools/find-python against interpreters of its own PATH: the real one, ones that stand in for others, and none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FIND_PYTHON = Path(__file__).resolve().parents[2] / "tools" / "find-python"

REAL = f'exec {sys.executable} "$@"'
WITHOUT_VENV = f'case "$*" in *ensurepip*) exit 1 ;; esac\n{REAL}'
TOO_OLD = "echo 'is 3.9.2' >&2; exit 1"
BROKEN = "exit 127"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, what_it_does: str) -> str:
    """Puts a program there that, asked for its own path, names itself."""
    program = folder / name
    naming_itself = what_it_does.replace(REAL, f'{REAL.removeprefix("exec ")} >/dev/null && echo "$0"')
    program.write_text(f"#!/bin/sh\n{naming_itself}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def find(path: Path, *arguments: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(shutil.which("sh")), str(FIND_PYTHON), *arguments]
    environment = {"PATH": str(path)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=where or path)


def test_a_real_interpreter_is_named_by_the_path_of_its_base(path: Path) -> None:
    (path / "python3").symlink_to(sys.executable)

    answer = find(path)

    base = Path(answer.stdout.rstrip("\n"))
    assert answer.returncode == 0
    assert base.is_file()
    assert Path(sys.prefix) not in base.parents or sys.prefix == sys.base_prefix


def test_the_newest_comes_first(path: Path) -> None:
    put(path, "python3", REAL)
    put(path, "python3.11", REAL)
    newest = put(path, "python3.13", REAL)

    assert find(path).stdout == f"{newest}\n"


def test_one_that_can_make_environments_beats_a_newer_one_that_cannot(path: Path) -> None:
    put(path, "python3.13", WITHOUT_VENV)
    able = put(path, "python3.11", REAL)

    assert find(path).stdout == f"{able}\n"


def test_one_that_cannot_make_environments_is_better_than_none(path: Path) -> None:
    only = put(path, "python3.12", WITHOUT_VENV)

    assert find(path).stdout == f"{only}\n"


def test_broken_and_old_ones_are_passed_over(path: Path) -> None:
    put(path, "python3.14", BROKEN)
    put(path, "python3.12", TOO_OLD)
    fitting = put(path, "python3", REAL)

    assert find(path).stdout == f"{fitting}\n"


def test_the_interpreter_of_an_environment_that_is_there_is_kept(path: Path, tmp_path: Path) -> None:
    put(path, "python3.14", REAL)
    bin_folder = tmp_path / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    put(bin_folder, "python", REAL)

    assert find(path, where=tmp_path).stdout == ".venv/bin/python\n"


def test_a_named_one_is_the_only_one_considered(path: Path) -> None:
    put(path, "python3.14", REAL)
    named = put(path, "my python", REAL)

    assert find(path, named).stdout == f"{named}\n"


@pytest.mark.parametrize(
    ("programs", "arguments", "why"),
    [
        ({}, [], "none was found"),
        ({"python3": TOO_OLD}, [], "python3 is 3.9.2"),
        ({"python3": REAL, "old": TOO_OLD}, ["old"], "old is 3.9.2"),
        ({"python3": REAL}, ["absent"], "absent does not run"),
        ({"python3": REAL, "broken": BROKEN}, ["broken"], "broken does not run"),
    ],
)
def test_without_a_fitting_one_a_line_says_why(
    path: Path, programs: dict[str, str], arguments: list[str], why: str
) -> None:
    for name, what_it_does in programs.items():
        put(path, name, what_it_does)

    answer = find(path, *arguments)

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == (
        f"set-up: Python 3.11 to 3.14 is needed, but {why}. Install one, or name one: make PYTHON=/path/to/python3\n"
    )
