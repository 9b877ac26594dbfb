"""Commands found by a few letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.models.palette_search import score, search

NAMES = ["Pause", "Clear", "Flush now", "Show all of time", "Crash…", "Run: Crash a window's renderer", "Close window"]


def found(wanted: str) -> list[str]:
    return search(NAMES, wanted, str)


def test_what_begins_with_it_comes_first_and_starts_of_words_count() -> None:
    assert found("") == NAMES
    assert found("cl")[0] == "Clear"
    assert found("crash")[:2] == ["Crash…", "Run: Crash a window's renderer"]
    assert found("fn")[0] == "Flush now"
    assert found("sat")[0] == "Show all of time"
    assert found("FLUSH NOW") == ["Flush now"]
    assert found("qqq") == []


@given(st.text(max_size=20), st.text(max_size=5))
def test_any_text_is_scored(text: str, wanted: str) -> None:
    assert score(text, "") == 0
    assert score(text, wanted) is None or isinstance(score(text, wanted), int)
