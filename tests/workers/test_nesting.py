"""What is nested too deep, and what only looks like it because ends are left out."""

from __future__ import annotations

import pytest

from workers.nesting import MAX_DEPTH, MAX_TABLES, complaint

_DEEP = "has more than 256 elements inside each other"
_TABLES = "has more than 10 tables inside each other"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div>" * MAX_DEPTH, None),
        ("<div>" * (MAX_DEPTH + 1), _DEEP),
        ("<ul><li>" * 20_000, _DEEP),
        ("<b>bold</b>" * 1000, None),
        ("<p>one" * 1000, None),
        ("<ul>" + "<li>one<p>and" * 1000, None),
        ("<dl>" + "<dt>one<dd>two" * 1000, None),
        ("<table>" + "<tr><th>one<td>two" * 1000, None),
        ("<br><img><hr><input><a name='x'/>" * 1000, None),
        ("</div>" * 1000, None),
        ("<table><tr><td>" * MAX_TABLES, None),
        ("<table><tr><td>" * (MAX_TABLES + 1), _TABLES),
        ("<table><tr><td>x</table>" * 1000, None),
    ],
)
def test_depth(source: str, expected: str | None) -> None:
    assert complaint(source) == expected
