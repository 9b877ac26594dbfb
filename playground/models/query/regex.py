"""A regular expression for many words at once: one search through the text in which they stand between separators.

For that it is written so that no part of it matches a separator, and that its anchors hold at separators. What it
matches then lies within one word, and it finds in each word what it would find in that word alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from playground.models.column import characters_of
from playground.models.value_words import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playground.models.column import Column

_ATOM: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|P=\w+|<?[=!]|:)?|.", re.DOTALL)
#: characters by their number or name, which may be separators or capitals; flags, comments and conditions; \z and \B,
#: which mean something else in a longer text
_UNSURE: Final = re.compile(r"\\[0xuUNBz]|\\[1-3][0-7]{2}|\(\?$")
_GROUP: Final = re.compile(r"\((?:\?P<\w+>)?")
_REFERENCE: Final = re.compile(r"\\[1-9]|\(\?P=|\(\?$")
#: the beginning of an expression that says nothing: case is ignored anyway, and the rest is looked for anywhere
_IDLE: Final = re.compile(r"^(?:\(\?i\))?(?:(?:\.\*\??)+(?![*+?{]))?")
_RANGE: Final = re.compile(r"(\\.|[^\\])-(\\.|[^\\])", re.DOTALL)
_END_OF_SET: Final = re.compile(r"^(\^?)(\]?)")

_PLAIN: Final = re.compile(r"[^\\.^$*+?{}()|\[\]]|\\[^A-Za-z0-9]", re.DOTALL)

_WORD: Final = re.compile(r"\w")
_REPEATS: Final = (["*"], ["+"], ["?"], ["{"])

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

    __slots__ = ("_pieces", "_search", "_through", "_through_ascii")

    def __init__(self, pattern: str) -> None:
        re.compile(pattern)  # what is wrong is said of what the user wrote
        atoms = _ATOM.findall(_IDLE.sub("", pattern))
        # Words are casefolded. To look for small letters is much faster than to ignore the case.
        lowered = [_lowered(atom) for atom in atoms]
        is_sure = not any(_UNSURE.search(atom) for atom in [*atoms, pattern])
        flags = re.IGNORECASE if None in lowered or not is_sure else re.NOFLAG
        atoms = [atom if small is None or flags else small for atom, small in zip(atoms, lowered, strict=True)]
        if not any(_REFERENCE.match(atom) for atom in atoms):
            # What a group matched is of no interest, and to remember it takes time.
            atoms = ["(?:" if _GROUP.fullmatch(atom) else atom for atom in atoms]
        self._search = re.compile("".join(atoms), flags).search
        self._through: re.Pattern[str] | None = None
        #: the same for text of nothing but ASCII, where it takes half the time
        self._through_ascii: re.Pattern[str] | None = None
        #: what matches has one of these in it; nothing is known when there are none
        self._pieces: list[tuple[str, int]] = []
        if is_sure:
            # The rest of the word is matched as well, so that it is found once.
            start, rest = _start(atoms)
            through = rf"(?:{start}{''.join(map(_within, rest))})[^\x00]*"
            self._through = re.compile(through, flags)
            self._through_ascii = re.compile(through, flags | re.ASCII) if through.isascii() else self._through
        if is_sure and not flags:
            self._pieces = [(piece, characters_of(piece)) for piece in _pieces(atoms)]

    def is_in(self, word: str) -> bool:
        """Whether a word matches."""
        return self._search(word) is not None

    def places(self, column: Column) -> list[int]:
        """Which of the words in a column match."""
        text = column.text
        if self._pieces and not any(not bits & ~column.characters and piece in text for piece, bits in self._pieces):
            return []
        through = self._through_ascii if text.isascii() else self._through
        if through is None:
            search, words = self._search, column.words
            return [place for place in column.places if search(words[place]) is not None]
        return places_of(through.finditer(text, 0, len(text) - 1), text)


def places_of(matches: Iterable[re.Match[str]], text: str) -> list[int]:
    """The places of words that end with a match: in a word, as many separators have been as its place says."""
    found, at, begun = [], 0, 0
    for match in matches:
        end = match.end()
        begun += text.count(SEPARATOR, at, end)
        at = end
        if begun:
            found.append(begun)
    return found


def _start(atoms: list[str]) -> tuple[str, list[str]]:
    """What is searched for fast, in place of a beginning that is not; and the rest of the expression."""
    match atoms:
        case ["^" | r"\A", *rest]:  # a separator is matched faster than looked back at
            return r"\x00", rest
        case [r"\b", letter, *rest] if _WORD.fullmatch(letter) and rest[:1] not in _REPEATS:
            return rf"{letter}(?<!\w{letter})", rest
    return "", atoms


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


def _pieces(atoms: list[str]) -> list[str]:
    """The longest plain text of each alternative, as far as it stands in no group; nothing where one has none."""
    found, runs, depth, counts = [], [""], 0, False
    for atom in [*atoms, "|"]:
        if atom == "|" and depth == 0:
            found.append(max(runs, key=len))
            runs, counts = [""], False
        elif atom in {"*", "?", "{"}:
            runs[-1:] = [runs[-1][:-1], ""]
            counts = atom == "{"
        elif depth == 0 and not counts and _PLAIN.fullmatch(atom):
            runs[-1] += atom[-1]
        else:
            runs.append("")
            depth += atom.startswith("(") - (atom == ")")
            counts = counts and atom != "}"
    return found if all(found) else []
