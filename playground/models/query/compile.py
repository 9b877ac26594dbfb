"""A query becomes a test of records: shared parts are asked once, own parts only where they can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from playground.models.event_record import EventRecord
from playground.models.query.fields import FieldReader
from playground.models.query.tree import And, Node, Not, Or, Query, Term

if TYPE_CHECKING:
    from playground.models.event_parts import Part
    from playground.models.known_fields import KnownFields

Holds = Callable[[EventRecord], bool]

#: answers that are kept; more are asked again
MOST_ANSWERS = 20_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Whether a record is kept; None keeps every one."""

    holds: Holds | None = None
    #: whether a record can come and go as its state changes
    uses_state: bool = False


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


def compile_query(query: Query, known: KnownFields) -> Filter:
    """The test that a query describes; `known` are the fields of the records that it is for."""
    return EVERYTHING if query.is_empty else Filter(_compile(query.root, known), _uses_state(query.root))


def _compile(node: Node, known: KnownFields) -> Holds:
    match node:
        case Term():
            return _compile_term(node, known)
        case Not(child=child):
            inner = _compile(child, known)
            return lambda record: not inner(record)
        case And(children=children):
            tests = [_compile(child, known) for child in sorted(children, key=_cost)]
            if len(tests) == 2:  # noqa: PLR2004 - the usual case, without a generator
                first, second = tests
                return lambda record: first(record) and second(record)
            return lambda record: all(test(record) for test in tests)
        case Or(children=children):
            tests = [_compile(child, known) for child in sorted(children, key=_cost)]
            return lambda record: any(test(record) for test in tests)


def _compile_term(term: Term, known: KnownFields) -> Holds:
    if term.facet is not None:
        answers = _Answers(term.question.holds)
        read = attrgetter(term.facet)
        return lambda record: answers[read(record)] if read(record) else False
    ask = _ask_part(term, known)
    shared = _Answers(ask)
    # Fields that are learned later were not in parts that came before: their answers stay true.
    return lambda record: shared[record.shared] or ask(record.own)


def _ask_part(term: Term, known: KnownFields) -> Callable[[Part], bool]:
    question = term.question
    if term.key is None:
        holds_in = question.holds_in
        return lambda part: holds_in(part.text)
    reader = FieldReader(term.key.removeprefix("@"), known)
    needle, holds, read = question.needle, question.holds, reader.any
    if needle:
        return lambda part: needle in part.text and read(part, holds)
    return lambda part: read(part, holds)


def _uses_state(node: Node) -> bool:
    match node:
        case Term():
            return node.facet == "state"
        case Not(child=child):
            return _uses_state(child)
        case And(children=children) | Or(children=children):
            return any(_uses_state(child) for child in children)


def _cost(node: Node) -> int:
    """Cheap questions come first."""
    match node:
        case Term():
            return 0 if node.facet is not None else 1 if node.key is None else 2
        case Not(child=child):
            return _cost(child)
        case And(children=children) | Or(children=children):
            return 3 + max((_cost(child) for child in children), default=0)
