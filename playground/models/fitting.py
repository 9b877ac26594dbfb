"""Texts from outside, such as titles and names of files, made to fit between others in a window."""

from __future__ import annotations

import re

#: characters of one name in a sentence
LONGEST_NAME = 80

#: characters after which a word may go on in the next line
_LONGEST_WORD = 24
_ZERO_WIDTH_SPACE = "\u200b"

_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")


def short_name(name: str) -> str:
    """The name, or its beginning."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def breakable(text: str) -> str:
    """The text with places, which nobody sees, where words break that are longer than a line may be."""
    return _LONG_WORD.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", text)
