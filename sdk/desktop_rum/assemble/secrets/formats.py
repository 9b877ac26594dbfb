"""What a format of `printf`, or a line with `$1`, says of the arguments that fill it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACE: Final = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sbq]")
_POSITION: Final = re.compile(r"\$\{?(\d)\}?")
_MAX_FILLED: Final = 1_000
"""Characters of a line in which positions are looked for: lines in lines are read again for each."""

_STANDS_IN: Final = "S3cr3t{}x"
"""No rule knows it by its shape, and none takes it for a word."""


def secret_places(text: str, scrub: Callable[[str], str]) -> list[bool]:
    """For each argument that the format takes, whether it is secret where it goes."""
    numbers = iter(range(len(text)))
    filled = _PLACE.sub(lambda _: _STANDS_IN.format(next(numbers)), text)
    scrubbed = scrub(filled)
    return [_STANDS_IN.format(number) not in scrubbed for number in range(next(numbers))]


def secret_positions(line: str, scrub: Callable[[str], str | None]) -> frozenset[int]:
    """Which of the arguments after a line for `sh -c` are secret where the line puts them: of `x -p $1` the second."""
    if len(line) > _MAX_FILLED or "$" not in line:
        return frozenset()
    scrubbed = scrub(_POSITION.sub(lambda position: _STANDS_IN.format(position[1]), line)) or ""
    return frozenset(int(number) for number in _POSITION.findall(line) if _STANDS_IN.format(number) not in scrubbed)
