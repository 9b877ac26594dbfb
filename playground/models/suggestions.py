"""What could come next in a query: keys and values that the events have; no Qt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from playground.models.columns import values_of
from playground.models.query.choices import quoted
from playground.models.query.fields import has_key
from playground.models.query.tree import FACETS
from playground.models.value_words import word_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playground.models.event_columns import Stretch
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
        names = [*FACETS, *self._store.fields.paths()]
        fitting = [name for name in names if folded in name.casefold()]
        if folded:
            fitting.sort(key=lambda name: (name not in FACETS, _rank(name.casefold(), folded)))
        return list(dict.fromkeys(fitting))[:MOST]

    def values(self, key: str, begun: str) -> list[str]:
        """Values of a key among the newest events, most frequent first, as they are written in a query."""
        store, folded = self._store, begun.casefold()
        stretches = list(store.stretches(store.end - LOOKED_AT, store.end))
        if key in FACETS:
            records = (record for stretch in stretches for record in stretch.of(stretch.segment.records))
            counted = Counter(map(attrgetter(key), records))
            fitting = (value for value, _ in counted.most_common() if value and folded in value.casefold())
            return [_written(value) for value in islice(fitting, MOST)]
        found = _Words(stretches, key.casefold().removeprefix("@"))
        words = (word for word, _ in found.counted.most_common() if 0 < len(word) <= LONGEST and folded in word)
        return [_written(found.as_told(word)) for word in islice(words, MOST)]


class _Words:
    """How often each casefolded word stands in the fields that a key names, and how it is written there."""

    def __init__(self, stretches: Iterable[Stretch], key: str) -> None:
        self.counted: Counter[str] = Counter()
        self._key = key
        #: an event that has the word
        self._places: dict[str, EventRecord] = {}
        self._told: dict[str, str] = {}
        for stretch in stretches:
            records = stretch.segment.records
            for column in stretch.columns_under(f".{key}.", lambda field: f".{key}." in field.folded):
                words = column.words
                for place in column.places:
                    rows = column.rows[place]
                    self.counted[words[place]] += len(rows)
                    self._places[words[place]] = records[rows[-1]]
            for part in stretch.shared():
                told = [word_of(value) for field, value in part.leaves if has_key(field.path.casefold(), key)]
                self.counted.update(map(str.casefold, told))
                self._told.update((word.casefold(), word) for word in told)

    def as_told(self, word: str) -> str:
        """The word with its capitals."""
        record = self._places.get(word)
        told = values_of(record, self._key) if record is not None else ()
        found = (written for value in told if (written := word_of(value)).casefold() == word)
        return next(found, self._told.get(word, word))


def _rank(name: str, begun: str) -> tuple[int, int, str]:
    """Names, or last parts of them, that begin like this come first, and short ones before long ones."""
    begins = name.startswith(begun) or name.rpartition(".")[2].startswith(begun)
    return not begins, len(name), name


def _written(value: str) -> str:
    return quoted(value) if _NEEDS_QUOTES.search(value) else value
