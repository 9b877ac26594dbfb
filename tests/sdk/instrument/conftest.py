"""A running SDK for the tests of what it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.intake.launch import IntakeProcess
from tests.plugins.short_waits import owners_are_silent
from tests.sdk.instrument.children import Children
from tests.sdk.instrument.recorder import Recorder, recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["owners_are_silent"]


@pytest.fixture(scope="module")
def module_intake() -> Iterator[IntakeProcess]:
    """An intake for a whole module."""
    with IntakeProcess.start(linger=0) as process:
        yield process


@pytest.fixture(scope="module")
def module_sdk(module_intake: IntakeProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """An SDK for a whole module."""
    with recording(tmp_path_factory.mktemp("data"), module_intake.url) as recorder:
        yield recorder


@pytest.fixture
def sdk(module_sdk: Recorder) -> Recorder:
    """The SDK, as if it had just been started."""
    module_sdk.clear()
    return module_sdk


@pytest.fixture
def children(tmp_path: Path) -> Children:
    """Programs to run, and what they leave behind."""
    return Children(tmp_path)
