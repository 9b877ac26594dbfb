"""The fixtures of these tests."""

from __future__ import annotations

import faulthandler
import multiprocessing
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugins.recorder import recorder
from tests.plugins.short_waits import nobody_announces, owners_are_silent
from tests.sdk.processes.start_methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["nobody_announces", "owners_are_silent", "recorder"]


@pytest.fixture(params=METHODS)
def context(request: pytest.FixtureRequest) -> Any:
    """What starts processes, by each method."""
    return multiprocessing.get_context(request.param)


@pytest.fixture
def without_pytests_faulthandler() -> Iterator[None]:
    """An app that uses faulthandler keeps it, and pytest is such an app, whose forks are as well."""
    faulthandler.disable()
    yield
    faulthandler.enable(sys.__stderr__ or sys.stderr)
