"""Comparing what came with what was expected: nothing may be missing, and nothing too much."""

from __future__ import annotations

from typing import Any

import pytest

from playground.scenarios import GROUPS, SCENARIOS, Expected, compare
from playground.scenarios.expectations import matches, newest_versions

LS = Expected("resource", "ls with 0", {"resource.url": "run://ls", "resource.status_code": 0})


def resource(url: str = "run://ls", status: int = 0) -> dict[str, Any]:
    return {"type": "resource", "resource": {"url": url, "status_code": status}}


def view(identifier: str, version: int) -> dict[str, Any]:
    return {"type": "view", "view": {"id": identifier}, "_dd": {"document_version": version}}


def test_what_was_expected_and_nothing_else() -> None:
    assert compare([resource()], [LS]).is_equal


def test_what_did_not_come() -> None:
    comparison = compare([resource()], [LS, LS])

    assert comparison.missing == ("ls with 0",)
    assert not comparison.is_equal


@pytest.mark.parametrize("other", [resource(), resource(status=1), {"type": "error"}, {}])
def test_what_came_too_much(other: dict[str, Any]) -> None:
    comparison = compare([resource(), other], [LS])

    assert comparison.unexpected == (other,)
    assert comparison.missing == ()


def test_older_versions_of_a_view_do_not_count() -> None:
    events = [view("a", 2), view("a", 1), view("b", 1), view("a", 3)]

    assert newest_versions(events) == [view("a", 3), view("b", 1)]
    assert compare(events, [Expected("view", "a view")] * 2).is_equal


def test_that_the_machine_is_slow_is_no_surprise() -> None:
    delays: list[dict[str, Any]] = [{"type": "long_task"}, {"type": "error", "error": {"category": "App Hang"}}]

    assert compare(delays, []).is_equal
    assert compare(delays, [Expected("long_task", "a long task")] * 2).missing == ("a long task",)


def test_telemetry_counts_only_when_it_tells_of_an_error() -> None:
    configuration = {"type": "telemetry", "telemetry": {"type": "configuration"}}
    error = {"type": "telemetry", "telemetry": {"type": "log", "status": "error"}}

    assert compare([configuration, error], []).unexpected == (error,)


@pytest.mark.parametrize(
    ("where", "is_match"),
    [
        ({}, True),
        ({"context.pid": 7}, True),
        ({"context.pid": lambda pid: pid > 5}, True),
        ({"context.pid": lambda pid: pid > 7}, False),
        ({"context.absent": lambda number: number > 0}, False),
        ({"context.pid.deeper": 7}, False),
        ({"context.absent": None}, True),
    ],
)
def test_values_are_compared_or_asked_about(where: dict[str, Any], is_match: bool) -> None:
    assert matches({"type": "error", "context": {"pid": 7}}, Expected("error", "", where)) is is_match


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenarios_are_described(name: str) -> None:
    scenario = SCENARIOS[name]

    assert scenario.name == name == name.lower()
    assert scenario.group in GROUPS
    assert "; expect " in scenario.description
    assert scenario.description.endswith(".")
    assert not scenario.title.endswith(".")
