"""Which words of a column's text have something in them: the text is cut there, and separators are counted. No Qt.

No step of it is one of Python's, however often something is found.
"""

from __future__ import annotations

from itertools import accumulate, compress, count, repeat
from operator import add
from typing import TYPE_CHECKING

from playground.models.value_words import SEPARATOR

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence


def places_with(needle: str, text: str) -> set[int]:
    """The places of words that have this in them."""
    return set(_places(text.split(needle)[:-1]))


def places_of(through: re.Pattern[str], text: str, *, begins: bool = False, asks: bool = False) -> set[int]:
    """The places of words with a match, which ends with the word.

    `begins`: a match begins with the separator before its word. `asks`: it is one only where its group matched.
    """
    pieces = through.split(text)
    found = _places(pieces[: -1 : through.groups + 1])
    if begins:
        found = map(add, found, count(1))
    places = set(compress(found, pieces[1::2]) if asks else found)
    places -= {0, text.count(SEPARATOR)}  # before the first word, and after the last
    return places


def _places(pieces: Sequence[str]) -> Iterable[int]:
    return accumulate(map(str.count, pieces, repeat(SEPARATOR)))
