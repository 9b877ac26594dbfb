"""What an app may hand over that is no JSON, raises when it is looked at, or never ends."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any


class Unspeakable:
    """Raises whatever is asked of it."""

    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__


class Cancelled:
    """Raises what is no `Exception`."""

    def __str__(self) -> str:
        raise asyncio.CancelledError

    __repr__ = __str__


class BadMapping(dict[str, Any]):
    def items(self) -> Any:
        raise RuntimeError("no")


class Liar:
    """Answers nothing that it is asked, not even what it is."""

    @property
    def __class__(self) -> Any:
        raise RuntimeError("no")

    @__class__.setter
    def __class__(self, _: object) -> None:
        raise RuntimeError("no")

    __eq__ = __hash__ = Unspeakable.__str__  # type: ignore[assignment]
    __bool__ = __iter__ = __len__ = __str__ = __repr__ = Unspeakable.__str__


class BadText(str):
    __slots__ = ()
    __eq__ = __str__ = Unspeakable.__str__  # type: ignore[assignment]
    __hash__ = str.__hash__


class Nameless(type):
    __name__ = property(Unspeakable.__str__)
    __module__ = property(Unspeakable.__str__)


class OfNoName(Unspeakable, metaclass=Nameless):
    """Its class has no name that could be told."""


class Mute:
    """Has no attribute that could be read."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class BadNumber(int):
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = Unspeakable.__str__  # type: ignore[assignment]
    __hash__ = int.__hash__


class Ambiguous:
    """Compares as arrays do."""

    def __eq__(self, _: object) -> Any:
        return Unspeakable()

    __hash__ = None  # type: ignore[assignment]


class Endless(Mapping[int, int]):
    """Has a length, but no end."""

    def __getitem__(self, _: int) -> int:
        return 1

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[int]:
        return itertools.count()


CYCLE: list[Any] = [1]
CYCLE.append(CYCLE)
BUSH: list[Any] = []
for _ in range(20):
    BUSH.append(BUSH)
DEEP: Any = None
for _ in range(100_000):
    DEEP = [DEEP]

NONSENSE: dict[str, Any] = {
    "nothing": None,
    "an int": 5,
    "a negative float": -1.5,
    "an empty text": "",
    "a lone surrogate": "\ud800",
    "bytes": b"\xff",
    "a list": [],
    "a dict": {},
    "what cannot be printed": Unspeakable(),
    "what is cancelled while it is printed": Cancelled(),
    "a mapping that raises": BadMapping(a=1),
    "a cycle": CYCLE,
    "a class": object,
    "NaN": math.nan,
    "a liar": Liar(),
    "a number that cannot be compared": BadNumber(1),
    "what compares as arrays do": Ambiguous(),
    "a text that cannot be compared": BadText("text"),
    "what has a class without a name": OfNoName(),
    "what has no attributes": Mute(),
    "a huge integer": 10**400,
    "five megabytes": "x" * 5_000_000,
    "a deep list": DEEP,
    "a mapping without end": Endless(),
}
