"""Facets and the query are one: what a facet chooses is text, and what the text says is what the facet shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.models.query import FACETS, parse
from playground.models.query.choices import choices, with_choice

VALUES = ["error", "main process", 'say "hi"', "a\\b", "(x)", "OR"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("disk", {}),
        ("type:error", {}),  # contains, and does not name a value
        ('type:"error"', {("type", "error"): True}),
        ('-type:"error" disk', {("type", "error"): False}),
        ('type:("view" OR "error")', {("type", "view"): True, ("type", "error"): True}),
        ('type:"view" OR disk', {}),
        ('(type:"view" OR state:"sent")', {}),
        ('@type:"native"', {}),
    ],
)
def test_the_choices_in_a_query(text: str, found: dict[tuple[str, str], bool]) -> None:
    assert choices(parse(text)) == found


@pytest.mark.parametrize(
    ("text", "included", "then"),
    [
        ("", True, 'type:"error"'),
        ("", False, '-type:"error"'),
        ("disk OR full", True, '(disk OR full) type:"error"'),
        ("(disk OR full) -space", True, '(disk OR full) -space type:"error"'),
        ('type:"view"', True, 'type:("view" OR "error")'),
        ('type:("view" OR "error")', None, 'type:"view"'),
        ('type:"error" disk', False, 'disk -type:"error"'),
        ('  disk   type:"error"', None, "disk"),
        ("type:(a OR b)", True, 'type:(a OR b) type:"error"'),
    ],
)
def test_one_more_choice(text: str, included: bool | None, then: str) -> None:
    assert with_choice(parse(text), "type", "error", included) == then


@given(st.lists(st.tuples(st.sampled_from(FACETS), st.sampled_from(VALUES), st.sampled_from([True, False, None]))))
def test_any_choices_can_be_read_back(made: list[tuple[str, str, bool | None]]) -> None:
    text, wanted = "disk OR full", {}
    for facet, value, included in made:
        text = with_choice(parse(text), facet, value, included)
        wanted[facet, value.casefold()] = included
    assert choices(parse(text)) == {choice: included for choice, included in wanted.items() if included is not None}
    assert "disk OR full" in text
