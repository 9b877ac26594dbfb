"""Waits of the SDK's that a test shortens: those for more work to come, and those that it knows to be in vain.

That they are waited in full, and what comes first, is tested with an injected clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_rum import pipeline
from desktop_rum.collect import children
from desktop_rum.instrument.exits import watcher

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _prompt_pipeline() -> Iterator[None]:
    """A pipeline collects for a moment only what comes together; children of a test collect as long as any app does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "COALESCE_SECONDS", 0.01)
        yield


@pytest.fixture
def nobody_announces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app will not say that it has started the child which reports: nobody waits for that."""
    monkeypatch.setattr(children, "ANNOUNCE_SECONDS", 0.0)


@pytest.fixture
def owners_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner of a child will not say how it ended: nobody waits for that."""
    monkeypatch.setattr(watcher, "OWNER_SECONDS", 0.05)
