"""Which fields the events so far have had, as a tree of names, and the words in them; no Qt.

Entries of lists stand where their list stands: `error.causes.message` is the message of every cause.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from playground.models.event_parts import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

#: names that are remembered; events with names made up by a program do not fill the memory
MOST_NAMES = 20_000

#: levels that are looked into; what is deeper is one value
DEEPEST = 60

_PLAIN: Final = {True: "true", False: "false", None: "null"}

#: a name and what is inside of it
Names = dict[str, "Names"]


class KnownFields:
    """Learns the names while it collects the words of an event."""

    def __init__(self) -> None:
        self.names: Names = {}
        #: rises with every new name
        self.version = 0

    @property
    def is_full(self) -> bool:
        """There are names that it does not know."""
        return self.version >= MOST_NAMES

    def words(self, event: dict[str, Any]) -> list[str]:
        """Every value in an event as text."""
        found: list[str] = []
        self._collect(event, self.names, found, 0)
        return found

    def paths(self) -> Iterator[tuple[str, ...]]:
        """The way to every name, from the outside in."""
        return _paths(self.names, ())

    def _collect(self, value: dict[str, Any] | list[Any], names: Names, found: list[str], depth: int) -> None:
        if depth > DEEPEST:
            found.append(word_of(json.dumps(value, ensure_ascii=False, default=str)))
            return
        if type(value) is list:
            for inner in value:
                if type(inner) is dict or type(inner) is list:
                    self._collect(inner, names, found, depth + 1)
                else:
                    found.append(word_of(inner))
            return
        for key, inner in cast("dict[str, Any]", value).items():
            known = names.get(key)
            if known is None:
                known = self._learn(names, key)
            kind = type(inner)
            if kind is dict or kind is list:
                self._collect(inner, known, found, depth + 1)
            else:
                found.append(word_of(inner))

    def _learn(self, names: Names, key: str) -> Names:
        inside: Names = {}
        if not self.is_full:
            self.version += 1
            names[key] = inside
        return inside


def _paths(names: Names, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, inside in names.items():
        path = (*above, name)
        yield path
        yield from _paths(inside, path)


def word_of(value: Any) -> str:
    """A value that has nothing inside, as text: strings as they are, everything else as JSON writes it."""
    if type(value) is str:
        return value.replace(SEPARATOR, " ") if SEPARATOR in value else value
    if type(value) is int:
        return str(value)
    if value is None or type(value) is bool:
        return _PLAIN[value]
    return repr(value) if type(value) is float else str(value)
