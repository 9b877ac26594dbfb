"""A command's duration lies between the child's own span and the span of the call, whichever way it is started."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from playground.scenarios import Expected
from playground.stage.thread_commands import BLOCKING_CALLS

if TYPE_CHECKING:
    from tests.scenarios.conftest import Show

#: works for a moment, and says how long it was there, in ns
_PROGRAM = """
import time
start = time.monotonic_ns()
while time.monotonic_ns() - start < 20_000_000: pass
print(time.monotonic_ns() - start)
"""


@pytest.mark.parametrize("call", [None, *BLOCKING_CALLS])
def test_lies_between_inner_and_outer_span(show: Show, call: str | None) -> None:
    before = time.perf_counter_ns()
    result = show.run(show.stage.run_command([sys.executable, "-c", _PROGRAM], call=call))
    outer = time.perf_counter_ns() - before

    resources = [event for event in show.arrived([Expected("resource", "the command")]) if event["type"] == "resource"]

    assert len(resources) == 1
    if call not in {"subprocess.call", "subprocess.check_call"}:  # what they run has its output thrown away
        assert int(result.stdout) <= resources[0]["resource"]["duration"]
    assert 20_000_000 <= resources[0]["resource"]["duration"] <= outer


def test_of_a_command_that_nobody_waits_for_is_its_own(show: Show) -> None:
    program = [sys.executable, "-c", _PROGRAM]
    before = time.perf_counter_ns()
    show.run(show.stage.start_command(program))

    resources = [event for event in show.arrived([Expected("resource", "the command")]) if event["type"] == "resource"]

    outer = time.perf_counter_ns() - before
    assert [resource["resource"]["status_code"] for resource in resources] == [0]
    assert 20_000_000 <= resources[0]["resource"]["duration"] <= outer
