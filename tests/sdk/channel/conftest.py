"""The fixtures of these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plugins.recorder import recorder
from tests.sdk.channel.hosts import PLATFORMS, Host

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["recorder"]


@pytest.fixture(params=PLATFORMS)
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """A channel as each platform has it."""
    running = Host(platform=request.param)
    yield running
    running.stop()
