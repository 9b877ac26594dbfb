"""What the set-up reads from pyproject.toml, and when it takes it for changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.setup.requirements import Requirements

CHECKOUT = Path(__file__).resolve().parents[2]

PYPROJECT = """
[build-system]
requires = ["builder>=1"]

[project]
name = "sample"
dependencies = ["one", "two>=2"]

[dependency-groups]
test = ["three"]
dev = ["builder>=1", { include-group = "test" }, "four"]

[tool.ruff]
line-length = 120
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("one==1.0\n", encoding="utf-8")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_groups_are_followed_and_nothing_is_named_twice(checkout: Path) -> None:
    assert Requirements.read(checkout).names == ("builder>=1", "one", "two>=2", "three", "four")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("constraints.txt", "1.0", "1.1"),
        ("pyproject.toml", '"three"', '"three", "five"'),
        ("pyproject.toml", '"two>=2"', '"two>=3"'),
        ("pyproject.toml", '"sample"', '"renamed"'),
    ],
)
def test_the_fingerprint_follows_what_is_installed(checkout: Path, file: str, old: str, new: str) -> None:
    before = Requirements.read(checkout)

    change(checkout / file, old, new)

    assert Requirements.read(checkout).fingerprint != before.fingerprint


def test_the_fingerprint_does_not_follow_other_settings(checkout: Path) -> None:
    before = Requirements.read(checkout)

    change(checkout / "pyproject.toml", "120", "100")

    assert Requirements.read(checkout) == before


def test_the_constraints_pin_versions_and_name_no_place() -> None:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]

    assert pins
    assert [pin for pin in pins if pin.count("==") != 1 or any(mark in pin for mark in "/@ #")] == []


def test_every_requirement_is_pinned() -> None:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-").splitlines()
    pinned = {line.partition("==")[0] for line in lines}
    asked = {re.split(r"[>\[]", name)[0].strip().lower() for name in Requirements.read(CHECKOUT).names}

    assert asked - pinned == set()
