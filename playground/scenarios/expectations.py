"""Compares the events that came with those that scenarios lead to: nothing may be missing, and nothing too much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.scenarios.scenario import Expected, Scenario

#: there once a session, whatever happens
MAIN_VIEW = Expected("view", "the view of the main process", {"view.url": "desktop://main-process"})

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What did not come, in words, and what came though nothing leads to it."""

    missing: tuple[str, ...]
    unexpected: tuple[Event, ...]

    @property
    def is_equal(self) -> bool:
        """Whether exactly the expected events came."""
        return not self.missing and not self.unexpected


def expectations(scenarios: Iterable[Scenario]) -> list[Expected]:
    """What these scenarios lead to, each as often as it is named."""
    return [expected for scenario in scenarios for expected in scenario.expected for _ in range(expected.count)]


def compare(events: Iterable[Event], expected_events: Iterable[Expected]) -> Comparison:
    """Pair each event with an expectation; of views the newest versions count, and delays only where expected."""
    open_expectations = list(expected_events)
    unexpected = []
    for event in newest_versions(events):
        if is_report_of_the_sdk(event):
            continue
        found = next((expected for expected in open_expectations if matches(event, expected)), None)
        if found is None:
            if not is_delay(event):  # how long things take is the machine's affair
                unexpected.append(event)
        else:
            open_expectations.remove(found)
    return Comparison(tuple(expected.what for expected in open_expectations), tuple(unexpected))


def matches(event: Event, expected: Expected) -> bool:
    """Whether an event is of the expected type and has the expected values."""
    return event.get("type") == expected.type and all(_holds(event, *item) for item in expected.where.items())


def newest_versions(events: Iterable[Event]) -> list[Event]:
    """The events without the older versions of views."""
    newest: dict[object, Event] = {}
    for event in events:
        key: object = id(event)
        if event.get("type") == "view":
            key = value_at(event, "view.id")
            if key in newest and _version(newest[key]) > _version(event):
                continue
        newest[key] = event
    return list(newest.values())


def is_report_of_the_sdk(event: Event) -> bool:
    """Whether it is telemetry that tells of no error: it comes by itself, and is of no interest to scenarios."""
    return event.get("type") == "telemetry" and value_at(event, "telemetry.status") != "error"


def is_delay(event: Event) -> bool:
    """Whether it tells that something took long: a long task, or the error that a very long one is as well."""
    return event.get("type") == "long_task" or value_at(event, "error.category") == "App Hang"


def value_at(event: Event, path: str) -> object:
    """The value at a path such as `resource.url`, or None."""
    value: object = event
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _holds(event: Event, path: str, wanted: object) -> bool:
    value = value_at(event, path)
    if not callable(wanted):
        return bool(value == wanted)
    try:
        return bool(wanted(value))
    except TypeError:  # a number is compared, and there is none
        return False


def _version(view: Event) -> int:
    version = value_at(view, "_dd.document_version")
    return version if isinstance(version, int) else 0
