"""What a term asks of a value: one question, answered for one value or for every word of a column at once.

Words are casefolded, and so is what they are compared with. A number is a word too, as JSON writes it.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from playground.models.column import characters_of
from playground.models.places import places_of, places_with
from playground.models.query.regex import Regex
from playground.models.value_words import SEPARATOR, word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from playground.models.column import Column


class Question(Protocol):
    """Asked of the value under a key."""

    @property
    def characters(self) -> int:
        """Those that every word with the answer yes has."""
        ...

    def holds(self, value: Any) -> bool:
        """The answer for a value without anything inside."""
        ...

    def places(self, column: Column) -> Collection[int]:
        """Which words of a column that has these characters have the answer yes."""
        ...

    def anywhere(self) -> Question:
        """The question that a bare word asks: about any place within a value."""
        ...


@dataclass(frozen=True, slots=True)
class Contains:
    """A word or phrase, whatever its case."""

    needle: str
    characters: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", characters_of(self.needle))

    def holds(self, value: Any) -> bool:
        """Whether the value has it."""
        return self.needle in word_of(value).casefold()

    def places(self, column: Column) -> Collection[int]:
        """The words that have it."""
        return places_with(self.needle, column.text)

    def anywhere(self) -> Question:
        """The same."""
        return self


@dataclass(frozen=True, slots=True)
class Exactly:
    """The whole value, whatever its case."""

    needle: str
    characters: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", characters_of(self.needle))

    def holds(self, value: Any) -> bool:
        """Whether they are the same."""
        return self.needle == word_of(value).casefold()

    def places(self, column: Column) -> Collection[int]:
        """The words that are the same: one of text, and one of a number."""
        text, word = column.text, f"{SEPARATOR}{self.needle}{SEPARATOR}"
        found, at = [], text.find(word)
        while at >= 0:
            found.append(text.count(SEPARATOR, 0, at + 1))
            at = text.find(word, at + 1)
        return found

    def anywhere(self) -> Question:
        """A phrase."""
        return Contains(self.needle)


@dataclass(frozen=True, slots=True)
class Like:
    """Text with `*` for anything; the pieces are what stands between the stars."""

    pieces: tuple[str, ...]
    characters: int = field(init=False, compare=False, repr=False)
    _through: re.Pattern[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", characters_of("".join(self.pieces)))
        object.__setattr__(self, "_through", re.compile(_through(*self.pieces)))

    def holds(self, value: Any) -> bool:
        """Whether the value has that form, from end to end."""
        return bool(self._places(f"{SEPARATOR}{word_of(value).casefold()}{SEPARATOR}"))

    def places(self, column: Column) -> Collection[int]:
        """The words that have that form."""
        return self._places(column.text)

    def anywhere(self) -> Question:
        """With a star at each end."""
        pieces = tuple(filter(None, self.pieces))
        return Contains(*pieces) if len(pieces) == 1 else Like(("", *pieces, ""))

    def _places(self, text: str) -> Collection[int]:
        return places_of(self._through, text, begins=bool(self.pieces[0]), asks=bool(self._through.groups))


def _through(first: str, *others: str) -> str:
    """A regular expression for what begins a word like this; where its group matched, the rest of the word follows.

    The first place of each piece leaves most room for the next: none is looked for again further on, so that a search
    takes no longer than the text is long.
    """
    *middle, last = map(re.escape, others)
    begin = rf"\x00{re.escape(first)}" if first else middle.pop(0) if middle else ""
    rest = "".join(map(_onwards, middle))
    end = rf"[^\x00]*{last}(?=\x00)" if last and begin else rf"{last}(?=\x00)" if last else ""
    if not begin or not rest + end:
        return begin + end if end else rf"{begin}[^\x00]*"
    return rf"{begin}(?:({rest}{end})|)[^\x00]*"


def _onwards(piece: str) -> str:
    """The next place of a piece, which is escaped; to look for what is no such character is fastest."""
    return rf"[^\x00{piece}]*{piece}" if len(piece.removeprefix("\\")) == 1 else rf"(?>[^\x00]*?{piece})"


@dataclass(frozen=True, slots=True)
class Anything:
    """There is a value."""

    characters: ClassVar[int] = 0

    def holds(self, value: Any) -> bool:
        """Always: null is a value too."""
        del value
        return True

    def places(self, column: Column) -> Collection[int]:
        """Every word."""
        return column.places

    def anywhere(self) -> Question:
        """The same."""
        return self


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression, found anywhere in the casefolded value, whatever its own case."""

    characters: ClassVar[int] = 0
    pattern: str
    _regex: Regex = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_regex", Regex(self.pattern))

    def holds(self, value: Any) -> bool:
        """Whether the value matches."""
        return self._regex.is_in(word_of(value).casefold())

    def places(self, column: Column) -> Collection[int]:
        """The words that match."""
        return self._regex.places(column)

    def anywhere(self) -> Question:
        """The same."""
        return self


COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class InRange:
    """A number that passes every comparison; text and truth values are none."""

    characters: ClassVar[int] = 0
    comparisons: tuple[tuple[str, float], ...]

    def holds(self, value: Any) -> bool:
        """Whether the value is such a number."""
        if type(value) is not int and type(value) is not float:
            return False
        return all(COMPARISONS[name](value, limit) for name, limit in self.comparisons)

    def places(self, column: Column) -> Collection[int]:
        """The words that are such numbers."""
        found: Sequence[int] = column.places[len(column.places) - len(column.numbers) :]
        numbers: Sequence[float] = column.numbers
        for name, limit in self.comparisons:
            passing = list(map(COMPARISONS[name], numbers, repeat(limit)))
            found, numbers = list(compress(found, passing)), list(compress(numbers, passing))
        return found

    def anywhere(self) -> Question:
        """The same."""
        return self
