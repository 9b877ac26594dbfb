"""How deep a page nests its elements: Qt takes 20 s for 20,000 of them, and 10 s for 20 tables inside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.markup import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

#: elements inside each other; what Qt does with each one grows with the depth
MAX_DEPTH = 256

#: tables inside each other: Qt lays out what is in them twice, for each one that is around it
MAX_TABLES = 10

#: elements without an end
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)

#: what an element ends, whose own end may be left out
_ENDS: Mapping[str, tuple[str, ...]] = {
    "p": ("p",),
    "li": ("li", "p"),
    "dt": ("dt", "dd", "p"),
    "dd": ("dt", "dd", "p"),
    "td": ("td", "th", "p"),
    "th": ("td", "th", "p"),
    "tr": ("td", "th", "tr", "p"),
}


def complaint(source: str) -> str | None:
    """What is nested too deep in the page, in words; None when nothing is."""
    around: list[str] = []
    for piece in pieces(source):
        if piece.kind == "start" and piece.tag not in _VOID and not piece.raw_attributes.endswith("/"):
            while around and around[-1] in _ENDS.get(piece.tag, ()):
                around.pop()
            around.append(piece.tag)
            if len(around) > MAX_DEPTH:
                return f"has more than {MAX_DEPTH} elements inside each other"
            if piece.tag == "table" and around.count("table") > MAX_TABLES:
                return f"has more than {MAX_TABLES} tables inside each other"
        elif piece.kind == "end" and piece.tag in around:
            while around.pop() != piece.tag:
                pass
    return None
