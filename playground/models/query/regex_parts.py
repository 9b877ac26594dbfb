"""Takes a regular expression apart, to look for what it means in a way that is fast in a long text; no Qt.

All that matters is whether there is a match. So what stands at either end needs to be there only as often as it must,
alternatives are looked for one after the other, and text that is always the same is looked for first: what belongs
before it is looked back at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ATOM: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|P=\w+|<?[=!]|:)?|.", re.DOTALL)
GROUP: Final = re.compile(r"\((?:\?P<\w+>|\?:)?")
_PLAIN: Final = re.compile(r"[^\\.^$*+?{}()|\[\]]|\\[^A-Za-z0-9]", re.DOTALL)
_REPEAT: Final = re.compile(r"([*+?]|\{(?=[0-9,])([0-9]*)(,?)([0-9]*)\})([?+]?)")
_REPEATS: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
#: more atoms than a repeat has characters
_LONGEST_REPEAT: Final = 30

#: alternatives that are looked for one after the other; more stay together
MOST_BRANCHES: Final = 6

#: repeats of one character that are written out
_MOST_WRITTEN: Final = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A character, set or group, and how often it stands there."""

    body: tuple[str, ...]
    repeat: str = ""
    least: int = 1
    most: int | None = 1
    #: as few as possible, or as many as there are whatever follows
    manner: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it is one, of interest only for what stands in it."""
        return not self.repeat and GROUP.fullmatch(self.body[0]) is not None

    @property
    def text(self) -> str:
        """What it stands for, if that is always the same."""
        is_plain = self.is_written_out and _PLAIN.fullmatch(self.body[0])
        return self.body[0][-1] * self.least if is_plain else ""

    @property
    def is_written_out(self) -> bool:
        """Whether it stands there as often as it is meant, instead of a repeat."""
        return self.least == self.most and self.least <= _MOST_WRITTEN and len(self.body) == 1

    @property
    def at_least(self) -> Item:
        """What of it must be there at an end of the expression."""
        if self.manner == "+" or self.least == self.most:
            return self
        return replace(self, repeat="" if self.least == 1 else f"{{{self.least}}}", most=self.least, manner="")


Branch = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is always the same, and which items of a branch stand for it."""

    text: str
    start: int
    stop: int


def branches(atoms: Sequence[str]) -> list[Branch]:
    """The alternatives of an expression, those in its groups too while they are few."""
    waiting, found = _alternatives(atoms), list[Branch]()
    if len(waiting) > MOST_BRANCHES:
        return [together(atoms)]
    while waiting:
        branch = waiting.pop(0)
        at = next((at for at, item in enumerate(branch) if item.is_group), len(branch))
        inner = _alternatives(branch[at].body[1:-1]) if at < len(branch) else []
        if inner and len(found) + len(waiting) + len(inner) <= MOST_BRANCHES:
            waiting[:0] = [(*branch[:at], *one, *branch[at + 1 :]) for one in inner]
        else:
            found.append(_trimmed(branch))
    return found


def together(atoms: Sequence[str]) -> Branch:
    """An expression that is not taken apart."""
    return (Item(("(?:", *atoms, ")")),)


def runs(branch: Branch) -> list[Run]:
    """Every text of a branch that is always the same."""
    found, start = list[Run](), 0
    for stop in range(len(branch) + 1):
        if stop == len(branch) or not branch[stop].text:
            if start < stop:
                found.append(Run("".join(item.text for item in branch[start:stop]), start, stop))
            start = stop + 1
    return found


def longest(found: Sequence[Run]) -> Run | None:
    """The one that is looked for; hardly a text has it."""
    return max(found, key=lambda run: len(run.text), default=None)


def anchor(branch: Branch) -> Run | None:
    """Text to look for first; how far back the branch begins is known there."""
    known = sum(1 for _ in takewhile(lambda item: item.least == item.most, branch))
    return longest(runs(branch[:known]))


def _alternatives(atoms: Sequence[str]) -> list[Branch]:
    found, items, at = list[Branch](), list[Item](), 0
    while at < len(atoms):
        if atoms[at] == "|":
            found.append(tuple(items))
            items, at = [], at + 1
            continue
        stop = _end_of(atoms, at)
        repeat = _REPEAT.match("".join(atoms[stop : stop + _LONGEST_REPEAT]))
        items.append(_item(tuple(atoms[at:stop]), repeat))
        at = stop + len(repeat[0] if repeat else "")
    return [*found, tuple(items)]


def _end_of(atoms: Sequence[str], at: int) -> int:
    """Where the character, set or group ends that begins here."""
    depth = 0
    while True:
        depth += atoms[at].startswith("(") - (atoms[at] == ")")
        at += 1
        if depth == 0:
            return at


def _item(body: tuple[str, ...], repeat: re.Match[str] | None) -> Item:
    if repeat is None:
        return Item(body)
    sign, least, comma, most, manner = repeat.groups()
    if sign in _REPEATS:
        return Item(body, repeat[0], *_REPEATS[sign], manner)
    return Item(body, repeat[0], int(least or 0), int(most) if most else None if comma else int(least), manner)


def _trimmed(branch: Branch) -> Branch:
    """Without what need not be at its ends."""
    first, last = 0, len(branch)
    while first < last and branch[first].at_least.most == 0:
        first += 1
    while first < last and branch[last - 1].at_least.most == 0:
        last -= 1
    if first == last:
        return ()
    if first == last - 1:
        return (branch[first].at_least,)
    return (branch[first].at_least, *branch[first + 1 : last - 1], branch[last - 1].at_least)
