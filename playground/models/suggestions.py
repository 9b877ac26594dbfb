"""What could come next in a query: keys and values that the events have; no Qt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from playground.models.known_fields import word_of
from playground.models.query.choices import quoted
from playground.models.query.fields import FieldReader
from playground.models.query.tree import FACETS

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord
    from playground.models.event_store import EventStore

#: suggestions at a time
MOST: Final = 40

#: the newest events, whose values are suggested
LOOKED_AT: Final = 2_000

#: a value that is longer is found by a word in it
LONGEST: Final = 80

_TOKEN: Final = re.compile(r"""(?:[^\s"()]|"(?:[^"\\]|\\.)*(?:"|$))*$""")
_NEEDS_QUOTES: Final = re.compile(r"""[\s"()*]|^[-/<>]|^$|\.\.""")


@dataclass(frozen=True, slots=True)
class Suggested:
    """Texts that can take the place of a piece of the query."""

    start: int
    end: int
    texts: tuple[str, ...]


class Suggestions:
    """Looks at the names that the store knows, and at its newest events."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def at(self, text: str, cursor: int) -> Suggested:
        """What could stand where the cursor is."""
        found = _TOKEN.search(text[:cursor])
        token = found.group() if found is not None else ""
        sign = "-" if token.startswith("-") else ""
        start, token = cursor - len(token) + len(sign), token.removeprefix("-")
        key, colon, begun = token.partition(":")
        if not colon:
            texts = tuple(f"{name}:" for name in self.keys(token))
        elif key and not begun.startswith(("//", "/", ">", "<")):
            texts = tuple(f"{key}:{value}" for value in self.values(key, begun.strip('"')))
        else:
            texts = ()
        return Suggested(start, cursor, () if texts == (token,) else texts[:MOST])

    def keys(self, begun: str) -> list[str]:
        """Facets, then paths; those that begin like this come before those that have it inside."""
        folded = begun.casefold().removeprefix("@")
        names = [*FACETS, *(".".join(path) for path in self._store.fields.paths())]
        fitting = [name for name in names if folded in name.casefold()]
        if folded:
            fitting.sort(key=lambda name: (name not in FACETS, _rank(name.casefold(), folded)))
        return list(dict.fromkeys(fitting))[:MOST]

    def values(self, key: str, begun: str) -> list[str]:
        """Values of a key among the newest events, most frequent first, as they are written in a query."""
        store, folded = self._store, begun.casefold()
        records = store.between(store.end - LOOKED_AT, store.end)
        counted = _facet_values(records, key) if key in FACETS else self._path_values(records, key)
        fitting = (value for value, _ in counted.most_common() if value and folded in value.casefold())
        return [_written(value) for value in islice(fitting, MOST)]

    def _path_values(self, records: list[EventRecord], key: str) -> Counter[str]:
        counted: Counter[str] = Counter()

        def collect(value: object) -> bool:
            word = word_of(value)
            if len(word) <= LONGEST:
                counted[word] += 1
            return False

        reader = FieldReader(key.casefold().removeprefix("@"), self._store.fields)
        for record in records:
            reader.any(record.own, collect)
        for part in {record.shared for record in records}:
            reader.any(part, collect)
        return counted


def _facet_values(records: list[EventRecord], facet: str) -> Counter[str]:
    return Counter(map(attrgetter(facet), records))


def _rank(name: str, begun: str) -> tuple[int, int, str]:
    """Names, or last parts of them, that begin like this come first, and short ones before long ones."""
    begins = name.startswith(begun) or name.rpartition(".")[2].startswith(begun)
    return not begins, len(name), name


def _written(value: str) -> str:
    return quoted(value) if _NEEDS_QUOTES.search(value) else value
