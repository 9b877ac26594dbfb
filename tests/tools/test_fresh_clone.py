"""The set-up as a newcomer meets it: a clone in an empty folder, with pip's real downloads; then what can befall it."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from pathlib import Path

import pytest

from tools.setup.record import UNFINISHED, Record

CHECKOUT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture
def environ() -> dict[str, str]:
    """The person's own home again: it may hold the settings that pip needs here."""
    return {**os.environ, "HOME": pwd.getpwuid(os.geteuid()).pw_dir}


def set_up(clone: Path, environ: dict[str, str]) -> str:
    done = subprocess.run(
        ["make", "--no-print-directory", "set-up"],
        cwd=clone, env=environ, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def assert_works(clone: Path) -> None:
    used = "import desktop_rum, PySide6.QtWidgets, pytest, mypy; print(desktop_rum.__file__)"
    python = clone / ".venv" / "bin" / "python"
    printed = subprocess.run([python, "-I", "-c", used], check=True, stdout=subprocess.PIPE, text=True).stdout
    assert Path(printed.strip()) == clone / "sdk" / "desktop_rum" / "__init__.py"
    subprocess.run([clone / ".venv" / "bin" / "lint-imports", "--help"], check=True, stdout=subprocess.DEVNULL)


def interrupt_installation(clone: Path, environ: dict[str, str]) -> None:
    command = ["make", "set-up"]
    with subprocess.Popen(command, cwd=clone, env=environ, stdout=subprocess.PIPE, start_new_session=True) as make:
        assert make.stdout is not None
        assert any(b"installing" in line for line in make.stdout)
        os.killpg(make.pid, signal.SIGKILL)
    assert Record.read(clone / ".venv" / "set-up.json").packages == UNFINISHED


def test_the_set_up_works_is_quick_the_second_time_and_heals(tmp_path: Path, environ: dict[str, str]) -> None:
    clone = tmp_path / "a clone"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True, env=environ)

    interrupt_installation(clone, environ)
    assert "installing" in set_up(clone, environ)
    assert_works(clone)

    assert set_up(clone, environ) == ""

    moved = clone.rename(tmp_path / "moved")
    assert "installing" in set_up(moved, environ)
    assert_works(moved)

    status = subprocess.run(["git", "status", "--short"], cwd=moved, env=environ, check=True, stdout=subprocess.PIPE)
    assert status.stdout == b""
