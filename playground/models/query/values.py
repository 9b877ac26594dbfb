"""What a value can be asked: contains, is exactly, is like, matches, is more or less than."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, Protocol

from playground.models.known_fields import SEPARATOR, word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: answers that are kept
MOST_ANSWERS: Final = 20_000


class Question(Protocol):
    """Asked of one value, or of many casefolded words or numbers at once; then there is an answer for each."""

    @property
    def needle(self) -> str:
        """Casefolded text that every value with the answer yes contains; it may be empty."""
        ...

    def holds(self, value: Any) -> bool:
        """The answer for a value without anything inside."""
        ...

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """The answers for words."""
        ...

    def of_numbers(self, numbers: Sequence[float]) -> Iterable[object]:
        """The answers for numbers."""
        ...

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """Whether it holds anywhere in each of these texts of parts, as a bare word asks."""
        ...


class _OfText:
    """A question about text."""

    __slots__ = ()

    def holds(self, value: Any) -> bool:
        """The answer for the value as text."""
        return any(self.of_words((word_of(value).casefold(),)))

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """The answers for words."""
        raise NotImplementedError

    def of_numbers(self, numbers: Sequence[float]) -> Iterable[object]:
        """The answers for numbers as JSON writes them."""
        return self.of_words(list(map(str, numbers)))


class _Remembered(dict[str, bool]):
    """The answers for words that come again and again."""

    def __init__(self, ask: Callable[[str], bool]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> bool:
        if len(self) >= MOST_ANSWERS:
            self.clear()
        answer = self[word] = self._ask(word)
        return answer


@dataclass(frozen=True, slots=True)
class Contains(_OfText):
    """A word or phrase, whatever its case."""

    needle: str

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """Whether they have it."""
        needle = self.needle
        return [needle in word for word in words]

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """Whether they have it."""
        needle = self.needle
        return [needle in text for text in texts]


@dataclass(frozen=True, slots=True)
class Exactly(_OfText):
    """The whole value, whatever its case."""

    needle: str

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """Whether they are the same."""
        needle = self.needle
        return [word == needle for word in words]

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """As a bare phrase: anywhere in a value."""
        return Contains(self.needle).of_texts(texts)


@dataclass(frozen=True, slots=True)
class Like(_OfText):
    """Text with `*` for anything; the pieces are what stands between the stars."""

    pieces: tuple[str, ...]
    _answers: _Remembered = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_answers", _Remembered(self._is_like))

    @property
    def needle(self) -> str:
        """The longest piece."""
        return max(self.pieces, key=len)

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """Whether they have that form, from end to end."""
        return map(self._answers.__getitem__, words)

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """Whether anything in one of the values has that form."""
        needle = self.needle
        return [needle in text and self._is_inside(text, needle) for text in texts]

    def _is_like(self, word: str) -> bool:
        first, last = self.pieces[0], self.pieces[-1]
        if not (word.startswith(first) and word.endswith(last) and len(word) >= len(first) + len(last)):
            return False
        return _in_order(self.pieces[1:-1], word, len(first), len(word) - len(last))

    def _is_inside(self, text: str, needle: str) -> bool:
        at = text.find(needle)
        while at >= 0:
            start, end = text.rfind(SEPARATOR, 0, at) + 1, text.find(SEPARATOR, at)
            end = end if end >= 0 else len(text)
            if _in_order(self.pieces, text, start, end):
                return True
            at = text.find(needle, end)
        return False


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

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """Always."""
        return repeat(True, len(words))

    def of_numbers(self, numbers: Sequence[float]) -> Iterable[object]:
        """Always."""
        return repeat(True, len(numbers))

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """Always."""
        return repeat(True, len(texts))


_HAS_CAPITALS: Final = re.compile(r"(?<!\\)[^\x00-@\[-\x7f]|\\\\[^\x00-@\[-\x7f]")
#: what may see, or keep, more than a match in one value alone would
_LOOKS_AROUND: Final = re.compile(r"\(\?(?!:)|\\B|[+*?}]\+")
_ANCHOR: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[\^$]", re.DOTALL)
#: the same within values that have a NUL before them
_INNER_ANCHORS: Final = {
    "^": r"(?<=\x00)",
    r"\A": r"(?<=\x00)",
    "$": r"(?=\n?(?![^\x00]))",
    r"\Z": r"(?![^\x00])",
}


@dataclass(frozen=True, slots=True)
class Matches(_OfText):
    """A regular expression, found anywhere in the casefolded value, whatever its own case."""

    pattern: str
    needle: str = ""
    _search: Callable[[str], re.Match[str] | None] = field(init=False, compare=False, repr=False)
    #: looks through the text of many values: without a match there is none in any value; None where that is not sure
    _search_text: Callable[[str], re.Match[str] | None] | None = field(init=False, compare=False, repr=False)
    _answers: _Remembered = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # A search for what has no capitals is much faster without IGNORECASE, and values are casefolded.
        flags = re.IGNORECASE if _HAS_CAPITALS.search(self.pattern) else re.NOFLAG
        search, across = re.compile(self.pattern, flags).search, None
        if _LOOKS_AROUND.search(self.pattern) is None:
            first, rest = ("\\x00", self.pattern[1:]) if self.pattern.startswith("^") else ("", self.pattern)
            inner = first + _ANCHOR.sub(lambda found: _INNER_ANCHORS.get(found.group(), found.group()), rest)
            across = re.compile(inner, flags).search
        object.__setattr__(self, "_search", search)
        object.__setattr__(self, "_search_text", across)
        object.__setattr__(self, "_answers", _Remembered(self._matches))

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """Whether they match."""
        return map(self._answers.__getitem__, words)

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """Whether one of the values in each text matches."""
        return map(self._is_inside, texts)

    def _matches(self, word: str) -> bool:
        return self._search(word) is not None

    def _is_inside(self, text: str) -> bool:
        if self._search_text is not None:
            found = self._search_text(text)
            if found is None or SEPARATOR not in found.group().removeprefix(SEPARATOR):
                return found is not None
        search = self._search
        return any(search(value) is not None for value in text.split(SEPARATOR)[1:])


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
        return all(COMPARISONS[name](value, limit) for name, limit in self.comparisons)

    def of_words(self, words: Sequence[str]) -> Iterable[object]:
        """Never."""
        return repeat(False, len(words))

    def of_numbers(self, numbers: Sequence[float]) -> Iterable[object]:
        """Whether they pass."""
        name, limit = self.comparisons[0]
        answers: Iterable[object] = map(COMPARISONS[name], numbers, repeat(limit))
        for name, limit in self.comparisons[1:]:
            answers = map(operator.and_, answers, map(COMPARISONS[name], numbers, repeat(limit)))
        return answers

    def of_texts(self, texts: Sequence[str]) -> Iterable[bool]:
        """Never: a range belongs to a key."""
        return repeat(False, len(texts))
