"""A query as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playground.models.query.values import Question

#: keys that name what the list itself knows of an event, and not a path
FACETS: Final = ("type", "process", "window", "session", "source", "state")


@dataclass(frozen=True, slots=True)
class Term:
    """A question about the values under a key, or about the whole event."""

    #: casefolded; None for a bare word
    key: str | None
    question: Question
    #: where it stands in the text
    start: int
    end: int

    @property
    def facet(self) -> str | None:
        """The facet that it asks for, if it does."""
        return self.key if self.key in FACETS else None


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    child: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """Every child holds; without children it always does."""

    children: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """One of the children holds."""

    children: tuple[Node, ...]
    start: int
    end: int


Node = Term | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A line of text and what it means."""

    text: str = ""
    #: what the places in the tree count in: the text with the space around it
    source: str = ""
    root: Node = And((), 0, 0)

    @property
    def is_empty(self) -> bool:
        """Whether every event is kept."""
        return isinstance(self.root, And) and not self.root.children
