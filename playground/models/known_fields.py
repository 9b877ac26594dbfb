"""Which fields the events so far have had, and the way of an event's values into columns and words; no Qt.

Entries of lists stand where their list stands: `error.causes.message` is the message of every cause.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from playground.models.event_columns import Field, GrowingColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.models.event_columns import Column

#: before each word of a text; no value contains it, so that no search runs from one value into the next
SEPARATOR: Final = "\x00"

#: fields that are remembered; events with names made up by a program do not fill the memory
MOST_FIELDS = 20_000

#: levels that are looked into; what is deeper is one value
DEEPEST = 60

_PLAIN: Final = {True: "true", False: "false", None: "null"}


class _Folded(dict[str, str]):
    """Casefolded words: equal ones are one object."""

    def __missing__(self, text: str) -> str:
        word = self[text] = word_of(text).casefold()
        return word


class KnownFields:
    """Learns the fields while it reads events."""

    def __init__(self) -> None:
        self._fields: dict[str, Field] = {}
        self._count = 0
        self._folded = _Folded()
        self._columns: dict[Field, Column] = {}

    @property
    def is_full(self) -> bool:
        """New fields are not remembered: they last as long as the columns that have them."""
        return self._count >= MOST_FIELDS

    def paths(self) -> list[str]:
        """The path of every field."""
        return [field.path for field in _inside(self._fields)]

    def write_to(self, columns: dict[Field, Column]) -> None:
        """Put what is read from now on into these columns."""
        for field in self._columns:
            field.column = None
        self._columns = columns
        self._folded.clear()

    def read(self, fields: dict[str, Any], row: int) -> list[str]:
        """Put every value into its column; and all of them as casefolded words."""
        words: list[str] = []
        self._read(fields, self._fields, None, row, words, 0)
        return words

    def leaves(self, fields: dict[str, Any]) -> list[tuple[Field, Any]]:
        """Every value that has nothing inside with its field; no column gets them."""
        return list(self._leaves(fields, self._fields, None, 0))

    def _read(
        self,
        value: dict[str, Any],
        known: dict[str, Field],
        above: Field | None,
        row: int,
        words: list[str],
        depth: int,
    ) -> None:
        for key, inner in value.items():
            field = known.get(key) or self._learn(known, above, key)
            if type(inner) is dict:
                if depth < DEEPEST:
                    self._read(inner, field.inside, field, row, words, depth + 1)
                else:
                    self._put(field, _as_word(inner), row, words)
            elif type(inner) is list:
                self._read_list(inner, field, row, words, depth + 1)
            else:
                self._put(field, inner, row, words)

    def _read_list(self, value: list[Any], field: Field, row: int, words: list[str], depth: int) -> None:
        for inner in value:
            kind = type(inner)
            if (kind is dict or kind is list) and depth >= DEEPEST:
                self._put(field, _as_word(inner), row, words)
            elif kind is dict:
                self._read(inner, field.inside, field, row, words, depth + 1)
            elif kind is list:
                self._read_list(inner, field, row, words, depth + 1)
            else:
                self._put(field, inner, row, words)

    def _put(self, field: Field, value: Any, row: int, words: list[str]) -> None:
        column = field.column
        if column is None:
            column = field.column = GrowingColumn()
            self._columns[field] = column
        kind = type(value)
        if kind is int or (kind is float and math.isfinite(value)):
            words.append(word_of(value))
            column.number_rows.append(row)
            column.numbers.append(value)
            return
        word = self._folded[value] if kind is str else word_of(value).casefold()
        column.rows.append(row)
        column.words.append(word)
        words.append(word)

    def _leaves(
        self, value: Any, known: dict[str, Field], above: Field | None, depth: int
    ) -> Iterator[tuple[Field, Any]]:
        if depth > DEEPEST and above is not None and type(value) in {dict, list}:
            yield above, _as_word(value)
        elif type(value) is dict:
            for key, inner in value.items():
                field = known.get(key) or self._learn(known, above, key)
                yield from self._leaves(inner, field.inside, field, depth + 1)
        elif type(value) is list:
            for inner in value:
                yield from self._leaves(inner, known, above, depth + 1)
        elif above is not None:
            yield above, value

    def _learn(self, known: dict[str, Field], above: Field | None, key: str) -> Field:
        field = Field(f"{above.path}.{key}" if above is not None else key)
        if not self.is_full:
            self._count += 1
            known[key] = field
        return field


def _inside(fields: dict[str, Field]) -> Iterator[Field]:
    for field in fields.values():
        yield field
        yield from _inside(field.inside)


def _as_word(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def word_of(value: Any) -> str:
    """A value that has nothing inside, as text: strings as they are, everything else as JSON writes it."""
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
