"""The filter: which records each line keeps, and what is said about a line that is wrong."""

from __future__ import annotations

import pytest

from playground.models.event_filter import FilterError, parse
from playground.models.event_store import EventStore
from tests.playground.models.updates import later, produced, view

WORKER = {"id": "w", "name": "Utility: Thumbnail Maker"}


@pytest.fixture(scope="module")
def store() -> EventStore:
    store = EventStore()
    native = {"type": "native", "url": "run://Echo", "status_code": 0, "duration": 1}
    store.apply(
        [
            produced(0, type="resource", resource=native),
            produced(1, error={"message": "Disk full"}, view=WORKER),
            view(2, "a", 1),
            produced(3, type="long_task", long_task={"duration": 3}),
            produced(4, error={"message": "no space left"}),
            later(0, "sent"),
            later(4, "discarded", "before_send"),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("   ", [0, 1, 2, 3, 4]),
        ("disk", [1]),
        ("DISK full", [1]),
        ('"disk full"', [1]),
        ('"full disk"', []),
        ("-disk", [0, 2, 3, 4]),
        ("run://echo", [0]),
        ("type:error", [1, 4]),
        ("type:err", [1, 4]),
        ("TYPE:Error", [1, 4]),
        ("type:long-task", [3]),
        ("-type:error -type:view", [0, 3]),
        ("type:error -space", [1]),
        ("process:thumbnail", [1]),
        ('process:"thumbnail maker"', [1]),
        ("-process:main", [1, 2]),
        ("state:sent", [0]),
        ("state:disc", [4]),
        ('-"disk full"', [0, 2, 3, 4]),
        ('-type:"error"', [0, 2, 3]),
    ],
)
def test_what_is_kept(store: EventStore, text: str, keys: list[int]) -> None:
    wanted = parse(text)
    assert [record.key for record in map(store.get, range(5)) if record and wanted.matches(record)] == keys


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("type:", 0, "Something to look for is missing after “type:”, as in type:error"),
        ("disk -", 5, "Something to look for is missing here"),
        ('""', 0, "Something to look for is missing here"),
        ("type:foo", 5, "“foo” is not a type; there are view, resource, error"),
        ("a state:open", 8, "“open” is not a state; there are produced"),
        ("state:d", 6, "“d” is not a state"),
        ("disk colour:red", 5, "“colour:” is not known; there are type:, process:, state:"),
        ('disk "full', 5, "The closing quote is missing"),
        ('process:"x', 8, "The closing quote is missing"),
    ],
)
def test_what_is_wrong_is_said(text: str, position: int, problem: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert str(caught.value).startswith(problem)
    assert caught.value.position == position
