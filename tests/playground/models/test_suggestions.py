"""What could come next in a query."""

from __future__ import annotations

import pytest

from playground.models.event_store import EventStore
from playground.models.query_history import MOST, QueryHistory
from playground.models.suggestions import Suggestions
from tests.playground.models.updates import produced


@pytest.fixture(scope="module")
def suggestions() -> Suggestions:
    store = EventStore()
    native = {"type": "native", "url": "run://git status", "duration": 12}
    store.apply(
        [produced(0), produced(1, type="resource", resource=native), produced(2, type="resource", resource=native)]
    )
    return Suggestions(store)


@pytest.mark.parametrize(
    ("text", "start", "first"),
    [
        ("", 0, ["type:", "process:", "window:"]),
        ("dur", 0, ["resource.duration:"]),
        ("disk -ty", 6, ["type:", "resource.type:"]),
        ("(type:", 1, ["type:resource", "type:error"]),
        ("type:err", 0, ["type:error"]),
        ("process:", 0, ['process:"main process"']),
        ('process:"main', 0, ['process:"main process"']),
        ("resource.url:g", 0, ['resource.url:"run://git status"']),
        ("duration:", 0, ["duration:12"]),
        ("duration:>", 0, []),
        ("run://x", 0, []),
        ("type:error", 0, []),
    ],
)
def test_what_is_suggested_at_the_end(suggestions: Suggestions, text: str, start: int, first: list[str]) -> None:
    found = suggestions.at(text, len(text))
    assert (found.start, found.end) == (start, len(text))
    assert list(found.texts[: len(first) or 1]) == first


def test_suggestions_in_the_middle_take_the_place_of_the_begun_word_only(suggestions: Suggestions) -> None:
    found = suggestions.at("disk dur type:error", 8)
    assert (found.start, found.end) == (5, 8)
    assert found.texts == ("resource.duration:",)


def test_the_history_keeps_each_query_once_and_not_too_many() -> None:
    history = QueryHistory()
    for text in ("a", "b", " a ", "", *(f"n{number}" for number in range(MOST - 1))):
        history.add(text)
    assert history.texts[0] == f"n{MOST - 2}"
    assert history.texts[-1] == "a"
    again = QueryHistory()
    again.restore(history.state())
    assert again.texts == history.texts
    again.restore("no json")
    again.restore("5")
    again.restore('[1, "z"]')
    assert again.texts[0] == "z"
