"""The parser: a line of text becomes a tree, or an error that names the character. The grammar is in docs/query.md."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from playground.models.query.tree import And, Node, Not, Or, Query, Term
from playground.models.query.values import Exactly
from playground.models.query.words import QueryError, key_at, question_at

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEEPEST", "QueryError", "parse"]

#: brackets in brackets; more is no question of a person
DEEPEST: Final = 50


def parse(text: str) -> Query:
    """The query that a line of text describes; raises QueryError."""
    parser = _Parser(text.replace("\x00", " "))  # no value has that character either
    root = parser.either(None, 0)
    if parser.at < len(text):
        raise QueryError("There is no opening bracket for this one", parser.at)
    return Query(text.strip(), text, root)


class _Parser:
    """Reads from left to right; `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def either(self, key: str | None, depth: int) -> Node:
        """`a b OR c`: alternatives of sequences."""
        return self._list(lambda: self._every(key, depth), key)

    def _list(self, part: Callable[[], Node], key: str | None) -> Node:
        start = self.at
        children = [part()]
        while self._word("OR"):
            place = self.at - 2
            if _is_nothing(children[-1]):
                raise QueryError("Something before OR is missing", place)
            children.append(part())
            if _is_nothing(children[-1]):
                raise QueryError("Something after OR is missing", place)
        if key is not None and _is_nothing(children[0]):
            raise QueryError("Something to look for is missing here", start)
        return children[0] if len(children) == 1 else Or(tuple(children), children[0].start, children[-1].end)

    def _every(self, key: str | None, depth: int) -> Node:
        children: list[Node] = []
        self._skip_space()
        start = self.at
        while self.at < len(self.text) and self.text[self.at] != ")" and not self._sees("OR"):
            if children and self._word("AND"):
                self._skip_space()
                if self.at >= len(self.text) or self.text[self.at] == ")" or self._sees("OR"):
                    raise QueryError("Something after AND is missing", self.at)
            children.append(self._one(key, depth))
            self._skip_space()
        end = children[-1].end if children else start
        return children[0] if len(children) == 1 else And(tuple(children), start, end)

    def _one(self, key: str | None, depth: int) -> Node:
        start = self.at
        if self.text[start] == "-" or self._word("NOT"):
            if self.text[start] == "-":
                self.at += 1
            else:
                self._skip_space()
            if self.at >= len(self.text) or self.text[self.at] in " \t)" or depth >= DEEPEST:
                raise QueryError("Something to look for is missing here", start)
            child = self._one(key, depth + 1)
            return Not(child, start, child.end)
        if self.text[start] == "(":
            return self._group(key, depth)
        return self._term(key, depth)

    def _group(self, key: str | None, depth: int) -> Node:
        start = self.at
        if depth >= DEEPEST:
            raise QueryError(f"There are more than {DEEPEST} brackets in brackets", start)
        self.at += 1
        inside = self.either(key, depth + 1)
        if self.at >= len(self.text):
            raise QueryError("The closing bracket is missing", start)
        if _is_nothing(inside):
            raise QueryError("There is nothing in these brackets", start)
        self.at += 1
        return replace(inside, start=start, end=self.at)

    def _term(self, key: str | None, depth: int) -> Node:
        start = self.at
        if key is None:
            key, self.at = key_at(self.text, self.at)
            if key is not None and self.text.startswith("(", self.at):
                inside = self._group(key, depth)
                return replace(inside, start=start)
        question, self.at = question_at(self.text, self.at, key, start)
        if key is None and isinstance(question, Exactly) and not question.needle:
            raise QueryError("Something to look for is missing here", start)
        return Term(key, question, start, self.at)

    def _skip_space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _sees(self, word: str) -> bool:
        end = self.at + len(word)
        return self.text.startswith(word, self.at) and (
            end == len(self.text) or self.text[end].isspace() or self.text[end] in "()"
        )

    def _word(self, word: str) -> bool:
        self._skip_space()
        if not self._sees(word):
            return False
        self.at += len(word)
        return True


def _is_nothing(node: Node) -> bool:
    return isinstance(node, And) and not node.children
