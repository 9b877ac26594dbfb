"""A second opinion on queries: decodes every event, knows no parts, no fields and no shortcuts, and is slow."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from playground.models.query.tree import And, Node, Not, Or, Term
from playground.models.query.values import Anything, Contains, Exactly, InRange, Like, Matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.models.event_record import EventRecord

FACETS = {"type", "process", "window", "session", "source", "state"}


def matches(node: Node, record: EventRecord) -> bool:
    """Whether the node keeps the record."""
    match node:
        case And():
            return all(matches(child, record) for child in node.children)
        case Or():
            return any(matches(child, record) for child in node.children)
        case Not():
            return not matches(node.child, record)
        case Term():
            return _term(node, record)


def _term(term: Term, record: EventRecord) -> bool:
    everything = [*_values(json.loads(record.payload), []), ([], record.sentence)]
    if term.key is None:
        if isinstance(term.question, InRange):
            return False
        return any(_asked(term.question, value, bare=True) for _, value in everything)
    if term.key in FACETS:
        value = getattr(record, term.key)
        return bool(value) and _asked(term.question, value, bare=False)
    wanted = term.key.removeprefix("@").split(".")
    for path, value in everything:
        names = ".".join(path).casefold().split(".") if path else []
        places = range(len(names) - len(wanted) + 1)
        if any(names[at : at + len(wanted)] == wanted for at in places) and _asked(term.question, value, bare=False):
            return True
    return False


def _values(value: Any, path: list[str]) -> Iterator[tuple[list[str], Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(inner, [*path, name])
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, path)
    else:
        yield path, value


def _asked(question: Any, value: Any, *, bare: bool) -> bool:  # noqa: PLR0911 - one for each kind of question
    text = (value.replace("\0", " ") if isinstance(value, str) else json.dumps(value)).casefold()
    match question:
        case Contains(needle=word):
            return word in text
        case Exactly(needle=word):
            return word in text if bare else word == text
        case Like(pieces=pieces):
            pattern = ".*".join(map(re.escape, pieces))
            found = re.search(pattern, text, re.DOTALL) if bare else re.fullmatch(pattern, text, re.DOTALL)
            return found is not None
        case Matches(pattern=pattern):
            return re.search(pattern, text, re.IGNORECASE) is not None
        case Anything():
            return True
        case InRange(comparisons=comparisons):
            if isinstance(value, bool) or not isinstance(value, int | float):
                return False
            return all(_passes(value, name, limit) for name, limit in comparisons)
    raise AssertionError(question)


def _passes(value: float, name: str, limit: float) -> bool:
    return {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[name]
