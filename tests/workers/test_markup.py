"""HTML in pieces: as browsers read it, and never slower for being broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.markup import Piece, pieces


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["a < b"]),
        ("<P Class='x'>y</P >", ["<P Class='x'>", "y", "</P >"]),
        ('<a title="1 > 0">x', ['<a title="1 > 0">', "x"]),
        ("<p title=don't>y</p>", ["<p title=don't>", "y", "</p>"]),
        ("<br/><!-- <p> -->x<!-->y<!-- never", ["<br/>", "x", "y"]),
        ("<!DOCTYPE html>\n<?xml?></><![if IE]>x<![<", ["<!DOCTYPE html>", "\n", "x"]),
        ("<title><b></title>x", ["<title>", "<b>", "</title>", "x"]),
        ("<script>if (a<b) '</p>'", ["<script>", "if (a<b) '</p>'"]),
        ("x<p never ends", ["x"]),
    ],
)
def test_a_page_in_pieces(source: str, expected: list[str]) -> None:
    found: list[Piece] = list(pieces(source))

    assert [piece.source for piece in found] == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<input>", {}),
        ("<INPUT NAME=who checked value='A &amp; B'/>", {"name": "who", "checked": "", "value": "A & B"}),
        ('<input a = "1" a=2 b=c=d>', {"a": "1", "b": "c=d"}),
        ("<input value=\"it's\" n='\"'>", {"value": "it's", "n": '"'}),
    ],
)
def test_attributes(tag: str, expected: dict[str, str]) -> None:
    (piece,) = pieces(tag)

    assert (piece.tag, piece.attributes) == ("input", expected)


@pytest.mark.parametrize(
    "unit", ["<", "</", "<!", "<![", "<!--", "<?", "<a ", "<a b='", '<a b="', "<a b=c ", "<svg/", "&#"]
)
def test_what_is_never_closed_takes_no_minutes(unit: str) -> None:
    assert sum(len(piece.source) for piece in pieces(unit * 100_000)) <= len(unit) * 100_000


@given(st.text(alphabet="<>/=\"'!?-[ ab\n&;#1", max_size=200))
def test_nothing_is_lost_between_tags(source: str) -> None:
    """Any text can be read, and what is read stands there, in order."""
    position = 0
    for piece in pieces(source):
        position = source.index(piece.source, position) + len(piece.source)
        assert len(piece.text) <= len(piece.source)
        assert all(name == name.lower() and name in piece.source.lower() for name in piece.attributes)
