"""A query becomes a test of stretches of records: shared parts are asked once, own parts column by column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from playground.models.event_columns import Stretch
from playground.models.query.tree import And, Node, Not, Or, Query, Term
from playground.models.query.values import Matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playground.models.column import Column
    from playground.models.event_parts import SharedPart
    from playground.models.query.values import Question

#: which records of a stretch are kept, as a mask of the stretch
Test = Callable[[Stretch], int]

#: answers that are kept; more are asked again
MOST_ANSWERS = 20_000


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
        return _of_facet(term.facet, question)
    if term.key is None:
        return _Anywhere(question.anywhere())
    return _UnderKey(term.key.removeprefix("@"), question)


def _of_facet(name: str, question: Question) -> Test:
    if name == "state":
        return _of_state(question)
    return lambda stretch: _in_columns(stretch, question, (stretch.facet(name),), 0)


def _of_state(question: Question) -> Test:
    answers = _Answers(question.holds)

    def test(stretch: Stretch) -> int:
        states = [record.state for record in stretch.of(stretch.segment.records)]
        kept = {state for state in set(states) if answers[state]}
        return int.from_bytes(bytes(map(kept.__contains__, states)), "little") if kept else 0

    return test


class _Anywhere:
    """A bare word: looks through every column."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._shared = _Answers(self._is_in)

    def __call__(self, stretch: Stretch) -> int:
        return _in_columns(stretch, self._question, stretch.columns(), _of_shared(stretch, self._shared))

    def _is_in(self, part: SharedPart) -> bool:
        question = self._question
        return not question.characters & ~part.column.characters and bool(question.places(part.column))


class _UnderKey:
    """A question about every field that a key names."""

    def __init__(self, key: str, question: Question) -> None:
        self._key = f".{key}."
        self._question = question
        self._names = _Answers(lambda field: self._key in field.folded)
        self._shared = _Answers(self._holds_in)

    def __call__(self, stretch: Stretch) -> int:
        columns = stretch.columns_under(self._key, self._names.__getitem__)
        return _in_columns(stretch, self._question, columns, _of_shared(stretch, self._shared))

    def _holds_in(self, part: SharedPart) -> bool:
        names, holds = self._names, self._question.holds
        return any(names[field] and holds(value) for field, value in part.leaves)


def _in_columns(stretch: Stretch, question: Question, columns: Iterable[Column], kept: int) -> int:
    """The records that have the answer yes in one of the columns, and those that are kept already."""
    everything, characters = stretch.everything, question.characters
    for column in columns:
        if kept == everything:
            break
        if characters & ~column.characters:
            continue
        places = question.places(column)
        if places:
            kept |= stretch.mask(column.rows_at(places))
    return kept


def _of_shared(stretch: Stretch, answers: _Answers) -> int:
    """The records whose shared part has the answer yes."""
    shared = stretch.shared()
    found = [rows for part, rows in shared.items() if answers[part]]
    if len(found) == len(shared):
        return stretch.everything
    return stretch.mask(chain.from_iterable(found)) if found else 0


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
            return (0 if node.facet else 1 if node.key else 2) + 3 * isinstance(node.question, Matches)
        case Not(child=child):
            return _cost(child)
        case And(children=children) | Or(children=children):
            return 6 + max((_cost(child) for child in children), default=0)
