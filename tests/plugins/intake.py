"""The fixture `intake`: a local intake, in a fresh process for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.intake.launch import IntakeProcess

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def intake() -> Iterator[IntakeProcess]:
    """An intake that nobody else sends to; it ends with the test, or with the test run where that is killed."""
    with IntakeProcess.start(linger=0) as process:
        yield process
