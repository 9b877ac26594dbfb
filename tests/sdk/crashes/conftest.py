"""The fixture `recorder` for these tests, and an end of the SDK that a failed one leaves running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["recorder"]


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    desktop_rum.stop()
