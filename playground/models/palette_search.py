"""Finds commands by a few letters of their names: those that come closest first; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Entry = TypeVar("Entry")

_WORD, _RUN, _SKIPPED = 10, 5, 1


def score(text: str, wanted: str) -> int | None:
    """How well a text fits; None when it lacks a letter. Starts of words and letters in a row count most."""
    text, wanted = text.lower(), "".join(wanted.lower().split())
    if not wanted:
        return 0
    at = text.find(wanted)
    if at >= 0:
        return 1000 - at + (_WORD if _starts_word(text, at) else 0)
    result, place = 0, -1
    for letter in wanted:
        found = _next(text, letter, place)
        if found < 0:
            return None
        result += _WORD if _starts_word(text, found) else _RUN if found == place + 1 else -_SKIPPED
        place = found
    return result


def search(entries: Iterable[Entry], wanted: str, text_of: Callable[[Entry], str]) -> list[Entry]:
    """The entries that fit, the best first; those that fit alike stay in their order."""
    scored = [(fit, entry) for entry in entries if (fit := score(text_of(entry), wanted)) is not None]
    return [entry for _fit, entry in sorted(scored, key=lambda pair: -pair[0])]


def _starts_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()


def _next(text: str, letter: str, after: int) -> int:
    """The next place of a letter: right after the last one, else at the start of a word, else anywhere."""
    if text[after + 1 : after + 2] == letter:
        return after + 1
    places = [place for place in range(after + 1, len(text)) if text[place] == letter]
    starts = [place for place in places if _starts_word(text, place)]
    return (starts or places or [-1])[0]
