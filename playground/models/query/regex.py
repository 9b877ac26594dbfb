"""A regular expression for many words at once: one search through the text in which they stand between separators.

For that it is written so that no part of it matches a separator, and that its anchors hold at separators. What it
matches then lies within one word, and it finds in each word what it would find in that word alone.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final

from playground.models.column import characters_of
from playground.models.places import places_of, places_with
from playground.models.query.regex_parts import ATOM, GROUP, Branch, Item, anchor, branches, longest, runs, together
from playground.models.value_words import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from playground.models.column import Column

#: characters by their number or name, which may be separators or capitals; flags, comments and conditions; \z and \B,
#: which mean something else in a longer text
_UNSURE: Final = re.compile(r"\\[0xuUNBz]|\\[1-3][0-7]{2}|\(\?$")
_REFERENCE: Final = re.compile(r"\\[1-9]|\(\?P=|\(\?$")
#: the beginning of an expression that says nothing: case is ignored anyway, and the rest is looked for anywhere
_IDLE: Final = re.compile(r"^(?:\(\?i\))?(?:(?:\.\*\??)+(?![*+?{]))?")
_RANGE: Final = re.compile(r"(\\.|[^\\])-(\\.|[^\\])", re.DOTALL)
_END_OF_SET: Final = re.compile(r"^(\^?)(\]?)")

_WITHIN: Final = {
    ".": r"[^\x00\n]",
    r"\S": r"[^\s\x00]",
    r"\D": r"[^\d\x00]",
    r"\W": r"[^\w\x00]",
    "^": r"(?<=\x00)",
    r"\A": r"(?<=\x00)",
    "$": r"(?=\n?(?![^\x00]))",
    r"\Z": r"(?![^\x00])",
}


class Regex:
    """Raises what `re.compile` raises."""

    __slots__ = ("_search", "_ways")

    def __init__(self, pattern: str) -> None:
        re.compile(pattern)  # what is wrong is said of what the user wrote
        atoms = ATOM.findall(_IDLE.sub("", pattern))
        # Words are casefolded. To look for small letters is much faster than to ignore the case.
        lowered = [_lowered(atom) for atom in atoms]
        is_sure = not any(_UNSURE.search(atom) for atom in [*atoms, pattern])
        flags = re.IGNORECASE if None in lowered or not is_sure else re.NOFLAG
        atoms = [atom if small is None or flags else small for atom, small in zip(atoms, lowered, strict=True)]
        refers = any(_REFERENCE.match(atom) for atom in atoms)
        if not refers:
            # What a group matched is of no interest, and to remember it takes time.
            atoms = ["(?:" if GROUP.fullmatch(atom) else atom for atom in atoms]
        self._search = re.compile("".join(atoms), flags).search
        #: one of them matches; nothing is known when there are none
        self._ways: list[_Way] = []
        if is_sure:
            self._ways = [_Way(branch, flags) for branch in ([together(atoms)] if refers else branches(atoms))]

    def is_in(self, word: str) -> bool:
        """Whether a word matches."""
        return self._search(word) is not None

    def places(self, column: Column) -> Collection[int]:
        """Which of the words in a column match."""
        if not self._ways:
            search, words = self._search, column.words
            return [place for place in column.places if search(words[place]) is not None]
        if len(self._ways) == 1:
            return self._ways[0].places(column)
        return set().union(*(way.places(column) for way in self._ways))


class _Way:
    """One alternative: what is looked for, and how."""

    __slots__ = ("_begins", "_bits", "_flags", "_is_plain", "_needle", "_sources", "_through")

    def __init__(self, branch: Branch, flags: re.RegexFlag) -> None:
        needle = None if flags else longest(runs(branch))
        #: what matches has this in it; nothing is known when it is empty
        self._needle = "" if needle is None else needle.text
        self._begins = False
        self._bits = characters_of(self._needle)
        self._is_plain = needle is not None and needle.stop - needle.start == len(branch)
        self._flags = flags
        if branch and branch[0].body in {("^",), (r"\A",)}:  # a separator is matched faster than looked back at
            branch = (Item((SEPARATOR,)), *branch[1:])
            self._begins = True
        self._sources = _sources(branch)
        #: text of nothing but ASCII takes half the time
        self._through: dict[bool, re.Pattern[str]] = {}

    def places(self, column: Column) -> Collection[int]:
        """Which of the words in a column match."""
        text = column.text
        if self._bits & ~column.characters or self._needle not in text:
            return ()
        if self._is_plain:
            return places_with(self._needle, text)
        is_ascii = text.isascii()
        through = self._through.get(is_ascii)
        if through is None:
            through = self._through[is_ascii] = self._compiled(is_ascii=is_ascii)
        return places_of(through, text, begins=self._begins)

    def _compiled(self, *, is_ascii: bool) -> re.Pattern[str]:
        *better, plain = self._sources
        flags = self._flags | re.ASCII if is_ascii and plain.isascii() else self._flags
        for source in better:
            with contextlib.suppress(re.error):  # what would be looked back at has no fixed length
                return re.compile(source, flags)
        return re.compile(plain, flags)


def _sources(branch: Branch) -> list[str]:
    """Expressions for a branch and the rest of the word, found once; the last can always be compiled."""
    plain = rf"{_source(branch)}[^\x00]*"
    run = anchor(branch)
    if run is None or run.start == 0:
        return [plain]
    before, after = _source(branch[: run.stop]), _source(branch[run.stop :])
    return [rf"{re.escape(run.text)}(?<={before}){after}[^\x00]*", plain]


def _source(items: Iterable[Item]) -> str:
    """The expression for some items, no part of which matches a separator."""
    return "".join(map(_written, items))


def _written(item: Item) -> str:
    if item.body == ("{",):  # what comes to stand behind it might make it a repeat
        return r"\{" + item.repeat
    body = "".join(map(_within, item.body))
    # A few sets one after the other are matched in half the time of one that is repeated.
    return body * item.least if item.is_written_out else body + item.repeat


def _lowered(atom: str) -> str | None:
    """A piece of an expression with small letters only; None where that is not sure to mean the same."""
    if atom.startswith("[") and len(atom) > 1:
        return _lowered_set(atom)
    if len(atom) > 1:
        return atom
    folded = atom.casefold()
    return folded if len(folded) == 1 else atom  # which no casefolded text has


def _lowered_set(atom: str) -> str | None:
    if not atom.isascii():
        return None
    for low, high in _RANGE.findall(atom[1:-1]):
        has_capitals = low <= "Z" and high >= "A"
        if has_capitals and not (low >= "A" and high <= "Z") and not (low < "A" and high >= "z"):
            return None
    lowered = re.sub(r"\\.|[A-Z]", lambda found: found[0] if found[0][0] == "\\" else found[0].lower(), atom)
    one = set(lowered[1:-1])
    return one.pop() if len(one) == 1 and lowered[1].isalnum() else lowered


def _within(atom: str) -> str:
    """A piece of an expression that matches the same, but no separator."""
    if not atom.startswith("[") or len(atom) == 1:
        return _WITHIN.get(atom, atom)
    inside = atom[1:-1]
    if inside.startswith("^"):
        return _END_OF_SET.sub(lambda found: r"[^\x00" + ("\\]" if found[2] else ""), inside) + "]"
    if re.search(r"\\[SDW]", inside):
        return rf"(?:(?!\x00){atom})"
    return atom
