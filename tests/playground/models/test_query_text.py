"""Terms that panels put into a query, and take out again."""

from __future__ import annotations

import pytest

from playground.models.query_text import with_process, with_term


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("", "main process", 'process:"main process"'),
        ("type:error", "Utility: a", 'type:error process:"Utility: a"'),
        ('type:error process:"Utility: a" oops', "Utility: b", 'type:error oops process:"Utility: b"'),
        ("process:main type:error", None, "type:error"),
        ("-process:main", None, "-process:main"),
        ("", None, ""),
        ("", 'Renderer: "quoted"', 'process:"Renderer: quoted"'),
    ],
)
def test_a_query_has_one_process(text: str, name: str | None, expected: str) -> None:
    assert with_process(text, name) == expected
    assert with_process(expected, name) == expected


def test_a_range_is_one_term() -> None:
    assert with_term("date:[1 TO 2] type:view", "date", "[3 TO 4]") == "type:view date:[3 TO 4]"
