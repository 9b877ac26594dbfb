"""A value of an event that has nothing inside, as the text that queries look through; no Qt."""

from __future__ import annotations

import math
from typing import Any, Final

#: around each word of a text; no value contains it, so that no search runs from one value into the next
SEPARATOR: Final = "\x00"

_PLAIN: Final = {True: "true", False: "false", None: "null"}


def word_of(value: Any) -> str:
    """Strings as they are, everything else as JSON writes it."""
    if type(value) is str:
        return value.replace(SEPARATOR, " ") if SEPARATOR in value else value
    if type(value) is int:
        try:
            return str(value)
        except ValueError:  # more digits than Python writes
            return hex(value)
    if value is None or type(value) is bool:
        return _PLAIN[value]
    if type(value) is float:
        return repr(value) if math.isfinite(value) else "null"
    return str(value)
