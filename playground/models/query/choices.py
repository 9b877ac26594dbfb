"""What a query includes and excludes of the facets' values, and the query with one more choice; both are one text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playground.models.query.tree import FACETS, And, Node, Not, Or, Query, Term
from playground.models.query.values import Exactly

if TYPE_CHECKING:
    from collections.abc import Mapping

#: (facet, casefolded value), and whether it is included or excluded
Choices = dict[tuple[str, str], bool]


def choices(query: Query) -> Choices:
    """The choices that stand in a query by themselves; anything more complicated is no choice of a facet."""
    found: Choices = {}
    for node in _conjuncts(query):
        found |= _choices_of(node)
    return found


def with_choice(query: Query, facet: str, value: str, included: bool | None) -> str:
    """The text of a query that includes a value, excludes it, or leaves it open with None."""
    wanted = choices(query)
    wanted.pop((facet, value.casefold()), None)
    kept = [_text(query, node) for node in _conjuncts(query) if not _choices_of(node)]
    if included is not None:
        wanted[facet, value.casefold()] = included
    for name in FACETS:
        kept += _said(name, wanted)
    return " ".join(kept)


def with_demand(query: Query, demand: str) -> str:
    """The text of a query that asks for one thing more; what asked for the opposite gives way."""
    opposite = demand.removeprefix("-") if demand.startswith("-") else f"-{demand}"
    parts = [] if query.is_empty else [_text(query, node) for node in _conjuncts(query)]
    if opposite in parts:
        parts[parts.index(opposite)] = demand
    elif demand not in parts:
        parts.append(demand)
    return " ".join(parts)


def quoted(value: str) -> str:
    """A value as it is written in a query to mean exactly this."""
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def term(key: str, value: str, *, included: bool = True) -> str:
    """A term that asks for exactly this value under a key."""
    sign = "" if included else "-"
    return f"{sign}{key}:{quoted(value)}"


def _said(facet: str, wanted: Mapping[tuple[str, str], bool]) -> list[str]:
    included = [value for (name, value), choice in wanted.items() if name == facet and choice]
    excluded = [value for (name, value), choice in wanted.items() if name == facet and not choice]
    said = [term(facet, value, included=False) for value in excluded]
    if len(included) == 1:
        said.insert(0, term(facet, included[0]))
    elif included:
        said.insert(0, f"{facet}:({' OR '.join(quoted(value) for value in included)})")
    return said


def _conjuncts(query: Query) -> tuple[Node, ...]:
    root = query.root
    return root.children if isinstance(root, And) else (root,)


def _choices_of(node: Node) -> Choices:
    """What a part of a query chooses; nothing when it is no choice."""
    match node:
        case Term(key=str(key), question=Exactly(needle=value)) if key in FACETS:
            return {(key, value): True}
        case Not(child=Term(key=str(key), question=Exactly(needle=value))) if key in FACETS:
            return {(key, value): False}
        case Or(children=children):
            each = [_choices_of(child) for child in children if isinstance(child, Term)]
            facets = {facet for one in each for facet, _ in one}
            if len(each) == len(children) and all(each) and len(facets) == 1:
                return {choice: True for one in each for choice in one}
    return {}


def _text(query: Query, node: Node) -> str:
    """The text of a node, as the user wrote it; alternatives need brackets when something else stands beside them."""
    text = query.source[node.start : node.end]
    return (
        f"({text})"
        if isinstance(node, Or) and not text.startswith("(") and ":(" not in text[: text.find("(") + 1]
        else text
    )
