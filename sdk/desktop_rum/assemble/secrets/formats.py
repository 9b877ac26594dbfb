"""What a format of `printf` says of the arguments that fill it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACE: Final = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sbq]")
_STANDS_IN: Final = "S3cr3t{}x"
"""No rule knows it by its shape, and none takes it for a word."""


def secret_places(text: str, scrub: Callable[[str], str]) -> list[bool]:
    """For each argument that the format takes, whether it is secret where it goes."""
    numbers = iter(range(len(text)))
    filled = _PLACE.sub(lambda _: _STANDS_IN.format(next(numbers)), text)
    scrubbed = scrub(filled)
    return [_STANDS_IN.format(number) not in scrubbed for number in range(next(numbers))]
