"""A query becomes a test of stretches of records: shared parts are asked once, own parts column by column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from playground.models.event_columns import Stretch
from playground.models.query.tree import And, Node, Not, Or, Query, Term
from playground.models.query.values import Matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playground.models.event_columns import Column
    from playground.models.event_parts import SharedPart
    from playground.models.query.values import Question

#: which records of a stretch are kept, as a mask of the stretch
Test = Callable[[Stretch], int]

#: answers that are kept; more are asked again
MOST_ANSWERS = 20_000

#: values for each record, beyond which a look through all text comes first: what has not the words has not the value
WIDE = 3

#: records for each one that has the words, beyond which those are looked at one by one
FEW = 16


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records are kept; None keeps every one."""

    test: Test | None = None
    #: whether a record can come and go as its state changes
    uses_state: bool = False
    #: where a regular expression stands in the query, which may take for ever
    regex: int | None = None


#: keeps every record
EVERYTHING: Final = Filter()


class _Answers(dict[Any, bool]):
    """Answers to one question, asked once for each that asks."""

    def __init__(self, ask: Callable[[Any], bool]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, about: Any) -> bool:
        if len(self) >= MOST_ANSWERS:
            self.clear()
        answer = self[about] = self._ask(about)
        return answer


def compile_query(query: Query) -> Filter:
    """The test that a query describes."""
    if query.is_empty:
        return EVERYTHING
    terms = list(_terms(query.root))
    regex = next((term.start for term in terms if isinstance(term.question, Matches)), None)
    return Filter(_compile(query.root), any(term.facet == "state" for term in terms), regex)


def _compile(node: Node) -> Test:
    match node:
        case Term():
            return _compile_term(node)
        case Not(child=child):
            inner = _compile(child)
            return lambda stretch: stretch.everything ^ inner(stretch)
        case And(children=children):
            tests = [_compile(child) for child in sorted(children, key=_cost)]
            return lambda stretch: _every(tests, stretch)
        case Or(children=children):
            tests = [_compile(child) for child in sorted(children, key=_cost)]
            return lambda stretch: _either(tests, stretch)


def _every(tests: list[Test], stretch: Stretch) -> int:
    kept = stretch.everything
    for test in tests:
        kept &= test(stretch)
        if not kept:
            break
    return kept


def _either(tests: list[Test], stretch: Stretch) -> int:
    kept, everything = 0, stretch.everything
    for test in tests:
        kept |= test(stretch)
        if kept == everything:
            break
    return kept


def _compile_term(term: Term) -> Test:
    question = term.question
    if term.facet is not None:
        # What is empty is no value.
        answers, read = _Answers(lambda value: value != "" and question.holds(value)), attrgetter(term.facet)
        return lambda stretch: _mask(map(answers.__getitem__, map(read, stretch.of(stretch.segment.records))))
    if term.key is None:
        return _AnyText(question)
    return _OneKey(term.key.removeprefix("@"), question)


class _AnyText:
    """A bare word: looks through the text of both parts."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._shared = _Answers(lambda part: any(question.of_texts((part.text,))))

    def __call__(self, stretch: Stretch) -> int:
        shared = _of_shared(stretch, self._shared)
        if shared == stretch.everything:
            return shared
        return shared | _mask(self._question.of_texts(stretch.of(stretch.segment.texts)))


class _OneKey:
    """A question about every field that a key names."""

    def __init__(self, key: str, question: Question) -> None:
        self._key = f".{key}."
        self._question = question
        self._names = _Answers(lambda field: self._key in field.folded)
        self._shared = _Answers(self._holds_in)

    def __call__(self, stretch: Stretch) -> int:
        kept = _of_shared(stretch, self._shared)
        names, everything = self._names, stretch.everything
        columns = [column for field, column in stretch.segment.columns.items() if names[field]]
        if not columns or kept == everything:
            return kept
        rows = self._candidates(stretch, columns)
        if rows is None:
            return kept | self._in_columns(stretch, columns)
        for row in rows:
            found = self._in_columns(Stretch(stretch.segment, row, row + 1), columns)
            kept |= found << 8 * (row - stretch.first)
        return kept

    def _in_columns(self, stretch: Stretch, columns: list[Column]) -> int:
        question, kept = self._question, 0
        for column in columns:
            if column.rows:
                part = stretch.part(column.rows)
                kept |= stretch.mask(list(compress(column.rows[part], question.of_words(column.words[part]))))
            if column.numbers:
                part = stretch.part(column.number_rows)
                numbers = question.of_numbers(column.numbers[part])
                kept |= stretch.mask(list(compress(column.number_rows[part], numbers)))
        return kept

    def _candidates(self, stretch: Stretch, columns: list[Column]) -> list[int] | None:
        """The few rows that can have the value; None for many. Of many columns, a look through the text is faster."""
        needle = self._question.needle
        if not needle or sum(len(column.rows) + len(column.numbers) for column in columns) < WIDE * len(stretch):
            return None
        texts = stretch.of(stretch.segment.texts)
        rows = [row for row, text in enumerate(texts, stretch.first) if needle in text]
        return rows if len(rows) * FEW < len(stretch) else None

    def _holds_in(self, part: SharedPart) -> bool:
        names, holds = self._names, self._question.holds
        return any(names[field] and holds(value) for field, value in part.leaves)


def _of_shared(stretch: Stretch, answers: _Answers) -> int:
    """The records whose shared part has the answer yes."""
    shared = stretch.of(stretch.segment.shared)
    found = {part for part in set(shared) if answers[part]}
    if not found:
        return 0
    return _mask(part in found for part in shared)


def _mask(flags: Iterable[bool]) -> int:
    return int.from_bytes(bytes(flags), "little")


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case Not(child=child):
            yield from _terms(child)
        case And(children=children) | Or(children=children):
            for child in children:
                yield from _terms(child)


def _cost(node: Node) -> int:
    """Cheap questions come first."""
    match node:
        case Term():
            return 0 if node.facet is not None else 1 if node.key is None else 2
        case Not(child=child):
            return _cost(child)
        case And(children=children) | Or(children=children):
            return 3 + max((_cost(child) for child in children), default=0)
