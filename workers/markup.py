"""HTML cut into pieces, in a time that grows with its length and no faster, whatever was never closed in it.

`html.parser` of Python 3.11 looks for the end of each unclosed tag or comment anew, so that 200 KB of `<a ` take
minutes, and fails at `<![<`. What is read here is what a browser reads, as far as the pages of the playground need it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

#: elements in which nothing is an element
_RAW = ("script", "style", "title")

#: At each place only one part fits, so that nothing is tried twice: that keeps it fast, without the possessive groups
#: in which Python before 3.11.5 takes too much. A tag that does not end is no piece, nor is anything after it.
_PIECE = re.compile(
    r"""
    (?P<text> (?: [^<]+ | <(?![a-z/!?]) ) (?: <(?![a-z/!?]) | (?<=<)[^<]+ )* )
    | <(?P<slash>/?)(?P<tag>[a-z][^\s/>]*+)(?P<attributes>
        [^>=]* (?: =\s*+(?: "[^"]*+" | '[^']*+' | (?! "[^"]*+" | '[^']*+' ) ) [^>=]* )*
      )>
    | <!--(?: -?> | .*?(?: --!?> | \Z ) )
    | (?P<doctype> <!doctype[^>]*+> )
    | <[!?/][^>]*+>
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?""")
_RAW_END = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in _RAW}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, the start or the end of an element, or what says which HTML it is; comments are no pieces."""

    kind: Literal["text", "start", "end", "doctype"]
    #: as it stands in the page
    source: str
    tag: str = ""
    raw_attributes: str = ""

    @property
    def text(self) -> str:
        """What people read."""
        return html.unescape(self.source)

    @property
    def attributes(self) -> dict[str, str]:
        """By names in lower case; empty where there is no value."""
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(self.raw_attributes):
            found.setdefault(name.lower(), html.unescape("".join(values)))
        return found


def pieces(source: str) -> Iterator[Piece]:
    """The pieces of a page, in order."""
    position = 0
    while match := _PIECE.match(source, position):
        position = match.end()
        if match["tag"]:
            tag = match["tag"].lower()
            yield Piece("end" if match["slash"] else "start", match[0], tag, match["attributes"])
            if tag in _RAW and not match["slash"]:
                closing = _RAW_END[tag].search(source, position)
                end = closing.start() if closing else len(source)
                if end > position:
                    yield Piece("text", source[position:end])
                position = end
        elif match["text"]:
            yield Piece("text", match[0])
        elif match["doctype"]:
            yield Piece("doctype", match[0])
