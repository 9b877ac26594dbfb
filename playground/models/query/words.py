"""The smallest pieces of a query: keys, words, quotes, regular expressions, comparisons and ranges."""

from __future__ import annotations

import re
from typing import Final

from playground.models.query.values import Anything, Contains, Exactly, InRange, Like, Matches, Question

_KEY: Final = re.compile(r"""@?[^\s:"()/*<>=-][^\s:"()*]*:(?!//)""")
_WORD: Final = re.compile(r"""[^\s"()]+""")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)(")?', re.DOTALL)
#: the i of other languages changes nothing: case never matters
_REGEX: Final = re.compile(r"/((?:[^/\\]|\\.)*)(/(?:i(?=[\s)]|$))?)?", re.DOTALL)
_REGEX_WORD: Final = re.compile(r"/(?:[^/\\]|\\.)+/i?(?=[\s)]|$)", re.DOTALL)
_REGEX_BEGUN: Final = re.compile(r"/[^\s/]*[\[\\^$|(]")
_COMPARISON: Final = re.compile(r"(>=|<=|>|<)(.*)")
_RANGE: Final = re.compile(r"([^.]*(?:\.\d+)?)\.\.(.*)")
_NUMBER: Final = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)([A-Za-zµ]*)")
#: a group with an endless repeat in it that is repeated endlessly itself: such a search may take for ever
_EXPLOSIVE: Final = re.compile(r"[+*}][^()]*\)+[+*{]|\|[^()]*\)+[+*{]")

#: in the format's own units: ns for durations, bytes for sizes
UNITS: Final = {
    "": 1.0,
    "ns": 1.0,
    "us": 1e3,
    "µs": 1e3,
    "ms": 1e6,
    "s": 1e9,
    "min": 60e9,
    "h": 3600e9,
    "b": 1.0,
    "kb": 1e3,
    "mb": 1e6,
    "gb": 1e9,
}


class QueryError(ValueError):
    """The text is no query: what is wrong, and at which character."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.position = position


def key_at(text: str, at: int) -> tuple[str | None, int]:
    """The key that begins here, casefolded, and where its value begins."""
    found = _KEY.match(text, at)
    return (None, at) if found is None else (found.group()[:-1].casefold(), found.end())


def question_at(text: str, at: int, key: str | None, start: int) -> tuple[Question, int]:
    """The question that begins here, and where it ends."""
    if text.startswith('"', at):
        return _quoted(text, at)
    if text.startswith("/", at) and _is_regex(text, at):
        return _regex(text, at)
    found = _WORD.match(text, at)
    if found is None:
        after = f" after “{text[start:at]}”, as in {text[start:at]}{_EXAMPLES.get(key, 'value')}" if key else " here"
        raise QueryError(f"Something to look for is missing{after}", at)
    word = found.group()
    if key is not None:
        compared = _compared(word, at)
        if compared is not None:
            return compared, found.end()
    return _plain(word, key), found.end()


def _is_regex(text: str, at: int) -> bool:
    """Whether it is meant as a regular expression: it ends with a slash, or has what no path of a file has."""
    return _REGEX_WORD.match(text, at) is not None or _REGEX_BEGUN.match(text, at) is not None


def _quoted(text: str, at: int) -> tuple[Question, int]:
    found = _QUOTED.match(text, at)
    if found is None or not found[2]:
        raise QueryError("The closing quote is missing", at)
    return Exactly(re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL).casefold()), found.end()


def _regex(text: str, at: int) -> tuple[Question, int]:
    found = _REGEX.match(text, at)
    if found is None or not found[2]:
        raise QueryError("The closing slash of the regular expression is missing", at)
    pattern = found[1].replace("\\/", "/")
    explosive = _EXPLOSIVE.search(pattern)
    if explosive is not None:
        raise QueryError("A repeat of repeats or choices may take for ever", at + 1 + explosive.start())
    try:
        return Matches(pattern), found.end()
    except (re.error, OverflowError, RecursionError) as problem:
        place = getattr(problem, "pos", None) or 0
        said = getattr(problem, "msg", str(problem))
        raise QueryError(f"This is no regular expression: {said}", at + 1 + place) from problem


def _plain(word: str, key: str | None) -> Question:
    folded = word.casefold()
    if "*" not in folded:
        return Contains(folded)
    pieces = tuple(re.split(r"\*+", folded))
    return Anything() if not any(pieces) else Like(pieces) if key is not None or len(pieces) > 1 else Contains(folded)


def _compared(word: str, at: int) -> InRange | None:
    found = _COMPARISON.fullmatch(word)
    if found is not None:
        return InRange(((found[1], _number(found[2], at + len(found[1]))),))
    found = _RANGE.fullmatch(word)
    if found is None or not (_NUMBER.match(found[1] or found[2]) and word != ".."):
        return None
    comparisons = []
    if found[1]:
        comparisons.append((">=", _number(found[1], at)))
    if found[2]:
        comparisons.append(("<=", _number(found[2], at + found.start(2))))
    return InRange(tuple(comparisons))


def _number(text: str, at: int) -> float:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise QueryError("A number belongs here, as in 200 or 1.5s", at)
    unit = UNITS.get(found[2].lower())
    if unit is None:
        raise QueryError(
            f"“{found[2]}” is no unit; there are ns, us, ms, s, min, h, B, kB, MB, GB", at + found.start(2)
        )
    number = float(found[1]) * unit
    return int(found[1]) if unit == 1.0 and found[1].lstrip("+-").isdigit() else number


_EXAMPLES: Final[dict[str | None, str]] = {
    "type": "error",
    "process": "main",
    "state": "sent",
    "source": "browser",
    "window": "Hello",
}
