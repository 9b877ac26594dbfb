"""What the app gave as a command, taken while the call is made.

Nothing of the app's is kept but texts: its lists may change while the child runs, and its objects are its own.
"""

from __future__ import annotations

import errno
import os
from typing import Any, Final

MAX_CHARACTERS: Final = 30_000
"""Of all arguments of a command together, so that its event stays below what one event may have."""

MAX_ARGUMENTS: Final = 4_000
"""However short they are: a million empty ones would make an event that is too large, and each takes its time."""

CUT: Final = "…"
"""Stands for what is left out."""


def taken(given: Any) -> Any:
    """The command as texts: a text for one, a tuple of texts for several."""
    kind = type(given)
    if kind is str:
        return _cut_line(given)
    if kind is list or kind is tuple:
        try:
            short = len(given) <= MAX_ARGUMENTS and len("".join(given)) <= MAX_CHARACTERS
        except TypeError:  # not only texts
            short = False
        return tuple(given) if short else _texts(given)
    if isinstance(given, list | tuple):
        return _texts(list.__iter__(given) if isinstance(given, list) else tuple.__iter__(given))
    if isinstance(given, os.PathLike):
        return _texts((given,))
    if isinstance(given, str | bytes) or not _is_plain_collection(given):
        return _cut_line(as_text(given))
    return _texts(given)


def as_text(value: object) -> str:
    """A program, argument or folder as the system takes it, without losing bytes that are not UTF-8 to an error."""
    if type(value) is str:
        return value
    try:
        if isinstance(value, str | bytes | os.PathLike):
            text = os.fsdecode(value)
            return text if type(text) is str else str.__str__(text)
    except Exception:  # noqa: BLE001 - a path object is the app's code
        return f"<{type(value).__name__}>"
    return f"<{type(value).__name__}>"


def failure_of(error: BaseException) -> tuple[str, str]:
    """The errno's name (such as ENOENT), or the exception's where there is none, and the message."""
    number = getattr(error, "errno", None)
    code = errno.errorcode.get(number) if isinstance(number, int) else None
    if code is not None and isinstance(number, int):
        return code, _of_windows(error) or os.strerror(number)
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - the app's own `__str__`
        message = ""
    return type(error).__name__, message[:1_000]


def _of_windows(error: BaseException) -> str:
    """What Windows says, which is more exact than the errno that Python makes of it; nothing where it was not asked."""
    number = getattr(error, "winerror", None)
    return f"[WinError {number}] {getattr(error, 'strerror', None) or ''}" if isinstance(number, int) else ""


def _texts(given: Any) -> tuple[str, ...]:
    texts: list[str] = []
    left = MAX_CHARACTERS
    for item in given:
        text = as_text(item)
        left -= len(text) + 1
        if left < 0 or len(texts) == MAX_ARGUMENTS:
            return (*texts, CUT)
        texts.append(text)
    return tuple(texts)


def _cut_line(line: str) -> str:
    """The line, up to the last space that leaves it short enough: half an argument may be half a secret."""
    if len(line) <= MAX_CHARACTERS:
        return line
    kept, space, _ = line[:MAX_CHARACTERS].rpartition(" ")
    return f"{kept} {CUT}" if space else CUT


def _is_plain_collection(given: Any) -> bool:
    """Whether going through it runs no code of the app's and takes nothing out of it."""
    from collections import deque

    return type(given) in (dict, set, frozenset, deque, type({}.keys()), type({}.values()))
