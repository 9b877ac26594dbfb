"""The life of an event, the versions of a view, what began between events, and what the format says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_rum import EventUpdate
from playground.models.conformance import problems_of
from playground.models.event_life import life_of
from playground.models.event_store import EventStore
from playground.models.view_versions import Difference, differences, versions_of
from tests.playground.models.updates import START_MS, later, produced, view


def test_the_steps_of_a_life_and_their_distances() -> None:
    store = EventStore()
    store.apply([produced(1, date=START_MS - 9), later(1, "written"), later(1, "sent")])
    record = store.get(0)
    assert record is not None
    assert [(step.state, step.after) for step in life_of(record)] == [
        ("happened", ""),
        ("produced", "+10 ms"),
        ("written", "+500 ms"),
        ("sent", "+0.0 ms"),
    ]


def test_the_hook_that_discarded_an_event_is_named() -> None:
    store = EventStore()
    discarded = EventUpdate(1, "discarded", START_MS, {"type": "action"}, "before_send")
    store.apply([discarded, produced(2), later(2, "dropped", "an intake that refused it")])
    lives = [life_of(record) for record in store.between(0, 2)]
    assert [step.said for step in lives[0]] == ["held back by before_send"]
    assert [step.state for step in lives[1]] == ["produced", "dropped"]
    assert lives[1][1].said == "given up by an intake that refused it"


def test_versions_of_a_view_and_what_changed() -> None:
    store = EventStore()
    store.apply([view(1, "a", 1), view(2, "b", 1), produced(3), view(4, "a", 2)])
    records = store.between(0, 4)
    assert [record.key for record in versions_of(store, records[3])] == [1, 4]
    assert versions_of(store, records[2]) == [records[2]]
    assert Difference("_dd.document_version", "1", "2") in differences(records[0].event(), records[3].event())
    assert differences({"a": [1, {}]}, {"a": [2], "b": None}) == [
        Difference("a.0", "1", "2"),
        Difference("b", None, "null"),
        Difference("a.1", "{}", None),
    ]


def main_view(key: int, pid: int, session: str) -> EventUpdate:
    main = {"id": f"m{pid}", "name": "main process", "url": "desktop://main-process"}
    return produced(key, type="view", view=main, context={"pid": pid}, session={"id": session})


def test_new_sessions_and_restarts_begin_an_era() -> None:
    store = EventStore()
    store.apply([main_view(1, 7, "s1"), main_view(2, 7, "s2"), main_view(3, 7, "s1"), main_view(4, 8, "s3")])
    assert [record.era for record in store.between(0, 4)] == [0, 1, 1, 2]
    assert store.eras == ["", "New session", "Restart"]


def test_events_of_a_page_belong_to_the_process_and_the_window_that_draw_it() -> None:
    store = EventStore()
    renderer = {"id": "r1", "name": "Renderer: Hello", "url": "desktop://renderer/1"}
    page = {"id": "p", "name": "page", "url": "file:///index.html"}
    store.apply(
        [
            produced(1, type="view", view=renderer),
            produced(2, type="action", view=page, container={"view": {"id": "r1"}, "source": "electron"}),
            produced(3),
        ]
    )
    places = [(record.process, record.window) for record in store.between(0, 3)]
    assert places == [("Renderer: Hello", "Hello"), ("Renderer: Hello", "Hello"), ("main process", "")]


SAMPLE: dict[str, Any] = {
    "type": "action",
    "date": START_MS,
    "application": {"id": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61"},
    "session": {"id": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61", "type": "user"},
    "view": {"id": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61", "url": "desktop://main-process"},
    "action": {"type": "custom", "id": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61"},
    "_dd": {"format_version": 2},
}


def test_an_event_that_conforms() -> None:
    assert problems_of(SAMPLE) == []


@pytest.mark.parametrize(
    ("event", "path", "said"),
    [
        (SAMPLE | {"action": {"type": "leap"}}, "action.type", "'leap' is not one of"),
        (SAMPLE | {"date": -1}, "date", "-1 is less than the minimum"),
        ({"type": "weather"}, "type", "the format knows no event of the type 'weather'"),
        ({"type": "vital", "vital": {"type": "pulse"}}, "type", "the format knows no event"),
        ({"type": "telemetry", "telemetry": {"status": "error"}}, "telemetry", "'message' is a required property"),
        ({}, "type", "the format knows no event of the type None"),
    ],
)
def test_an_event_that_does_not(event: dict[str, Any], path: str, said: str) -> None:
    assert any(problem.path == path and said in problem.said for problem in problems_of(event)), problems_of(event)


def test_a_command_that_never_started_is_no_problem() -> None:
    resource = {"type": "native", "url": "run://x", "status_code": -1, "id": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61"}
    event = SAMPLE | {"type": "resource", "resource": resource}
    assert problems_of(event) == []
    assert [problem.path for problem in problems_of(event | {"resource": resource | {"type": "xhr"}})] == [
        "resource.status_code"
    ]


def test_the_schemas_come_with_their_licence() -> None:
    folder = Path(__file__).parents[3] / "assets" / "rum-events-format"
    assert "Apache License" in (folder / "LICENSE").read_text()
    assert "Datadog" in (folder / "NOTICE").read_text()
    assert all(json.loads(path.read_text()) for path in folder.rglob("*.json"))
