"""What a value can be asked: contains, is exactly, is like, matches, is more or less than."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from playground.models.event_parts import SEPARATOR
from playground.models.known_fields import word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Question(Protocol):
    """Asked of one value."""

    @property
    def needle(self) -> str:
        """Casefolded text that every value with the answer yes contains; it may be empty."""
        ...

    def holds(self, value: Any) -> bool:
        """The answer for a value without anything inside."""
        ...

    def holds_in(self, text: str) -> bool:
        """Whether it holds anywhere in a part's text, as a bare word asks."""
        ...


@dataclass(frozen=True, slots=True)
class Contains:
    """A word or phrase, whatever its case."""

    needle: str

    def holds(self, value: Any) -> bool:
        """Whether the value has it."""
        return self.needle in word_of(value).casefold()

    def holds_in(self, text: str) -> bool:
        """Whether the text has it."""
        return self.needle in text


@dataclass(frozen=True, slots=True)
class Exactly:
    """The whole value, whatever its case."""

    needle: str

    def holds(self, value: Any) -> bool:
        """Whether the value is the same."""
        return self.needle == word_of(value).casefold()

    def holds_in(self, text: str) -> bool:
        """As a bare phrase: anywhere in a value."""
        return self.needle in text


@dataclass(frozen=True, slots=True)
class Like:
    """Text with `*` for anything; the pieces are what stands between the stars."""

    pieces: tuple[str, ...]

    @property
    def needle(self) -> str:
        """The longest piece."""
        return max(self.pieces, key=len)

    def holds(self, value: Any) -> bool:
        """Whether the whole value has that form."""
        text, first, last = word_of(value).casefold(), self.pieces[0], self.pieces[-1]
        if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
            return False
        return _in_order(self.pieces[1:-1], text, len(first), len(text) - len(last))

    def holds_in(self, text: str) -> bool:
        """Whether anything in one of the values has that form."""
        return all(piece in text for piece in self.pieces) and any(
            _in_order(self.pieces, value, 0, len(value)) for value in text.split(SEPARATOR)
        )


def _in_order(pieces: tuple[str, ...], text: str, start: int, end: int) -> bool:
    """Whether the pieces follow one another; the first place of each leaves most room for the next."""
    for piece in pieces:
        found = text.find(piece, start, end)
        if found < 0:
            return False
        start = found + len(piece)
    return True


@dataclass(frozen=True, slots=True)
class Anything:
    """There is a value."""

    needle: str = ""

    def holds(self, value: Any) -> bool:
        """Always: null is a value too."""
        del value
        return True

    def holds_in(self, text: str) -> bool:
        """Always."""
        del text
        return True


_HAS_CAPITALS: Final = re.compile(r"(?<!\\)[^\x00-@\[-\x7f]|\\\\[^\x00-@\[-\x7f]")
_LOOKS_AROUND: Final = re.compile(r"[$^]|\\[AZ]|\(\?")


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression, found anywhere in the casefolded value, whatever its own case."""

    pattern: str
    needle: str = ""
    _compiled: re.Pattern[str] = field(init=False, compare=False, repr=False)
    #: a match in one value is one in the text of all values, too
    _is_local: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # A search for what has no capitals is much faster without IGNORECASE, and values are casefolded.
        flags = re.IGNORECASE if _HAS_CAPITALS.search(self.pattern) else re.NOFLAG
        object.__setattr__(self, "_compiled", re.compile(self.pattern, flags))
        object.__setattr__(self, "_is_local", _LOOKS_AROUND.search(self.pattern) is None)

    def holds(self, value: Any) -> bool:
        """Whether the value matches."""
        return self._compiled.search(word_of(value).casefold()) is not None

    def holds_in(self, text: str) -> bool:
        """Whether one of the values in the text matches."""
        search = self._compiled.search
        if self._is_local and search(text) is None:
            return False
        return any(search(value) is not None for value in text.split(SEPARATOR))


COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class InRange:
    """A number that passes every comparison."""

    comparisons: tuple[tuple[str, float], ...]
    needle: str = ""

    def holds(self, value: Any) -> bool:
        """Whether the value is such a number; text and truth values are none."""
        if type(value) is not int and type(value) is not float:
            return False
        for name, limit in self.comparisons:  # noqa: SIM110 - a generator takes longer than the comparison
            if not COMPARISONS[name](value, limit):
                return False
        return True

    def holds_in(self, text: str) -> bool:
        """Never: a range belongs to a key."""
        del text
        return False
