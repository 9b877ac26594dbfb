"""Fixtures for the intake's tests: one process for all tests of a module that only send and look at what they sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from playground.intake.launch import IntakeProcess
from tests.plugins.intake import intake

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["intake"]


@pytest.fixture(scope="module")
def shared_intake() -> Iterator[IntakeProcess]:
    """An intake for a whole module: look only at events after the ones that were there before."""
    with IntakeProcess.start(linger=0) as process:
        yield process


@pytest.fixture(scope="module")
def client(shared_intake: IntakeProcess) -> Iterator[httpx.Client]:
    """An HTTP client at the shared intake."""
    with httpx.Client(base_url=shared_intake.url, trust_env=False) as client:
        yield client


@pytest.fixture
def before(client: httpx.Client) -> int:
    """The number of the last event that the shared intake held before the test."""
    events = client.get("/events").json()
    return int(events[-1]["seq"]) if events else 0
