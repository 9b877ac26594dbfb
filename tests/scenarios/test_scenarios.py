"""Each scenario, run on a real stage, leads to exactly the events that it promises, at a real intake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.models.sentences import sentence
from playground.scenarios import SCENARIOS, compare, expectations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.scenarios.conftest import Show

# The interpreter's hook for uncaught exceptions is the SDK's here, and what it gets is part of the scenario.
pytestmark = pytest.mark.qt_no_exception_capture


@pytest.mark.parametrize("name", SCENARIOS)
def test_leads_to_exactly_its_events(show: Show, name: str, expect_log: Callable[[str], None]) -> None:
    if name == "failed-task":
        expect_log("ERROR qasync.*Task exception was never retrieved")
    if name.startswith("intake-") and name != "intake-slow":
        expect_log("The intake cannot be reached, events are kept on disk")
    expected = expectations([SCENARIOS[name]])

    show.run(SCENARIOS[name].run(show.stage))

    comparison = compare(show.arrived(expected), expected)
    assert not comparison.missing
    assert [sentence(event) for event in comparison.unexpected] == []
