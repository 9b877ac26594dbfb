"""Which fields the events so far have had, and the way of an event's values into columns and words; no Qt.

Entries of lists stand where their list stands: `error.causes.message` is the message of every cause.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from playground.models.column import GrowingColumn
from playground.models.event_columns import Field
from playground.models.rare_values import GrowingRareValues
from playground.models.value_words import word_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: fields that are remembered; events with names made up by a program do not fill the memory
MOST_FIELDS = 20_000

#: columns that are filled at a time
MOST_COLUMNS = 400

#: characters of a path; what would have a longer one belongs to the field above
LONGEST_PATH = 1_000

#: levels that are looked into; what is deeper is one value
DEEPEST = 60


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
        self._columns: dict[Field, GrowingColumn] = {}
        self._rare = GrowingRareValues()
        #: of the sentence in the list; it has no path, and no key names it
        self._sentence = Field("")

    @property
    def is_full(self) -> bool:
        """New fields are not remembered: they last as long as the columns that have them."""
        return self._count >= MOST_FIELDS

    def paths(self) -> list[str]:
        """The path of every field."""
        return [field.path for field in _inside(self._fields)]

    def write_to(self, columns: dict[Field, GrowingColumn], rare: GrowingRareValues) -> None:
        """Put what is read from now on into these columns, and what is rare there."""
        for field in self._columns:
            field.column = None
        self._columns, self._rare = columns, rare
        self._folded.clear()

    def read(self, fields: dict[str, Any], said: str, row: int) -> None:
        """Put every value into its column, and the sentence about them as well."""
        self._read(fields, self._fields, None, row, 0)
        self._put(self._sentence, said, row)

    def leaves(self, fields: dict[str, Any]) -> list[tuple[Field, Any]]:
        """Every value that has nothing inside with its field; no column gets them."""
        return list(self._leaves(fields, self._fields, None, 0))

    def _read(self, value: dict[str, Any], known: dict[str, Field], above: Field | None, row: int, depth: int) -> None:
        for key, inner in value.items():
            field = known.get(key) or self._learn(known, above, key)
            if type(inner) is dict:
                if depth < DEEPEST:
                    self._read(inner, field.inside, field, row, depth + 1)
                else:
                    self._put(field, _as_word(inner), row)
            elif type(inner) is list:
                self._read_list(inner, field, row, depth + 1)
            else:
                self._put(field, inner, row)

    def _read_list(self, value: list[Any], field: Field, row: int, depth: int) -> None:
        for inner in value:
            kind = type(inner)
            if (kind is dict or kind is list) and depth >= DEEPEST:
                self._put(field, _as_word(inner), row)
            elif kind is dict:
                self._read(inner, field.inside, field, row, depth + 1)
            elif kind is list:
                self._read_list(inner, field, row, depth + 1)
            else:
                self._put(field, inner, row)

    def _put(self, field: Field, value: Any, row: int) -> None:
        kind = type(value)
        is_number = kind is int or (kind is float and math.isfinite(value))
        column = field.column or self._new_column(field)
        if column is None:
            if is_number:
                self._rare.add_number(value, row, field.folded)
            else:
                self._rare.add(word_of(value).casefold(), row, field.folded)
        elif is_number:
            column.number_rows.append(row)
            column.numbers.append(value)
        else:
            column.rows.append(row)
            column.words.append(self._folded[value] if kind is str else word_of(value).casefold())

    def _new_column(self, field: Field) -> GrowingColumn | None:
        """None where a column is not worth while: the first time that a field comes, and beyond many columns."""
        if not field.is_known or len(self._columns) >= MOST_COLUMNS:
            field.is_known = True
            return None
        column = field.column = self._columns[field] = GrowingColumn()
        return column

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
        path = f"{above.path}.{key}" if above is not None else key
        if len(path) > LONGEST_PATH:
            path = above.path if above is not None else key[:LONGEST_PATH]
        field = Field(path)
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
