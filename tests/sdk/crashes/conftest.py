"""The fixtures of these tests, and an end of the SDK that a failed one leaves running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["recorder"]


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    desktop_rum.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"
