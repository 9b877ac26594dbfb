"""Which .venv is good enough to go on with. The environments are real, only pip's program is put there by hand."""

from __future__ import annotations

import venv
from typing import TYPE_CHECKING

import pytest

from tools.setup.environment import Environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    venv.create(folder / ".venv", symlinks=True)
    pip = folder / ".venv" / "bin" / "pip"
    pip.write_text(f"#!{folder}/.venv/bin/python3\n", encoding="utf-8")
    return folder


def test_one_that_was_just_made_is_sound(checkout: Path) -> None:
    assert Environment(checkout).is_sound()


def test_none_is_not_sound(tmp_path: Path) -> None:
    assert not Environment(tmp_path).is_sound()


def test_one_without_pip_is_not_sound(checkout: Path) -> None:
    (checkout / ".venv" / "bin" / "pip").unlink()

    assert not Environment(checkout).is_sound()


def test_one_that_was_moved_is_not_sound(checkout: Path) -> None:
    moved = checkout.rename(checkout.with_name("moved"))

    assert not Environment(moved).is_sound()


def test_one_whose_interpreter_is_gone_is_not_sound(checkout: Path) -> None:
    python = Environment(checkout).python
    python.unlink()
    python.symlink_to(checkout / "gone")

    assert not Environment(checkout).is_sound()


@pytest.mark.parametrize("said", ["/elsewhere 3 11", "nothing that makes sense", ""])
def test_one_of_another_interpreter_is_not_sound(checkout: Path, said: str) -> None:
    python = Environment(checkout).python
    python.unlink()
    python.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
    python.chmod(0o755)

    assert not Environment(checkout).is_sound()


@pytest.mark.slow
def test_one_that_was_made_anew_is_sound(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)

    Environment(tmp_path).create()

    assert Environment(tmp_path).is_sound()


def test_files_and_folders_are_cleared_away(tmp_path: Path) -> None:
    environment = Environment(tmp_path)

    environment.folder.write_text("", encoding="utf-8")
    environment.clear()
    environment.python.parent.mkdir(parents=True)
    environment.clear()
    environment.clear()

    assert not environment.folder.exists()


def test_what_a_link_points_to_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".venv").symlink_to(elsewhere)

    Environment(tmp_path).clear()

    assert elsewhere.is_dir()
    assert not (tmp_path / ".venv").is_symlink()
