"""The files that the documents for developers name are there, under these names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
FILES = [
    f"/{path.relative_to(CHECKOUT).as_posix()}"
    for folder in ("sdk", "playground", "workers", "tests", "tools", "docs", "assets")
    for path in (CHECKOUT / folder).rglob("*")
    if "__pycache__" not in path.parts
] + [f"/{path.name}" for path in CHECKOUT.iterdir()]


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_that_is_named_is_there(document: str) -> None:
    text = (CHECKOUT / document).read_text(encoding="utf-8")
    named = re.findall(r"`([\w./]+\.(?:py|md|toml|txt)|[\w./]+/)`", text)
    assert named
    assert [name for name in named if not any(file.endswith(f"/{name.rstrip('/')}") for file in FILES)] == []
