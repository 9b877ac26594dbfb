"""Values inside a text: what they look like, and how one is taken out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from collections.abc import Callable

QUOTED: Final = r"(?:\\?\"(?:\\.|[^\"\\])*(?:\"|\Z)|\\?'(?:\\.|[^'\\])*(?:'|\Z))"

_PLAIN: Final = r"[^\[\](){}\"'\\]|\\(?![\"'])"
"""A character that neither opens nor closes anything. No two alternatives begin alike, so that a search that fails has
nothing to try anew; possessive groups go wrong before Python 3.11.5."""

_FLAT: Final = rf"[\[({{](?:{_PLAIN}|{QUOTED})*[\])}}]"
GROUPED: Final = rf"[\w.:@$]*[\[({{](?:{_PLAIN}|{QUOTED}|{_FLAT})*[\])}}]"
"""A list, a call, an object in JSON, of one or two levels."""

_TO_BE_CLOSED: Final = re.compile(r"[\w.:@$]{0,100}[\[({]|\"{3}|'{3}")
"""What a value begins with whose end decides what it is."""

_GLANCE: Final = 256
"""Characters of a value that are looked at first: were it read to its end each time, a thousand heads before one long
value would take seconds."""

_OPENING: Final = re.compile(r"[\w.:@$]*[\[({]")


def bare(value: str) -> str:
    """The value without the quotes around it."""
    return value.strip("\\").strip("\"'").rstrip("\\") if value[:1] in "\\\"'" else value


def mask_like(value: str) -> str:
    """The mask, in the quotes or brackets that the value has; `x(y)` without quotes may be a password, and no call."""
    for quote in ('\\"', "\\'", '"', "'"):
        if value.startswith(quote):
            closed = value.endswith(quote) and len(value) >= 2 * len(quote)
            return f"{quote}{MASK}{quote}" if closed else f"{quote}{MASK}"
    opening = _OPENING.match(value)
    if opening is not None and value[-1] in "])}" and (len(opening[0]) == 1 or '"' in value or "'" in value):
        return f"{opening[0]}{MASK}{value[-1]}"
    return MASK


def masked(match: re.Match[str]) -> str:
    """A match of a name, what separates, and a value, without the value."""
    return f"{match['name']}{match['sep']}{mask_like(match['value'])}"


def without_values(
    text: str,
    head: re.Pattern[str],
    value: re.Pattern[str],
    tells: Callable[[re.Match[str]], bool],
    replaced: Callable[[re.Match[str], str], str | None],
) -> str:
    """The text without the secret ones of the values that follow a `head`.

    Arguments: `tells` is asked whether a head can announce a secret, before anybody looks at its value; `replaced` what
    takes the place of a value, None where it is innocent. What is innocent may hold a head in turn.
    """
    parts: list[str] = []
    at = position = 0
    while (found := head.search(text, position)) is not None:
        position = found.end()
        if not tells(found):
            continue
        end = len(text) if _TO_BE_CLOSED.match(text, position) is not None else position + _GLANCE
        said = value.match(text, position, end)
        if said is None:
            continue
        instead = replaced(found, said[0])
        if instead is not None and said.end() == end < len(text) and (said := value.match(text, position)) is not None:
            instead = replaced(found, said[0])
        if instead is not None and said is not None:
            parts += (text[at:position], instead)
            at = position = said.end()
    return "".join((*parts, text[at:])) if parts else text
