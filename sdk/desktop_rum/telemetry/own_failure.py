"""A failure of the SDK's own code, without anything of the customer's: where in our files, and what kind it was."""

from __future__ import annotations

import builtins
import errno
import traceback
from pathlib import Path
from typing import Final

import msgspec

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_KNOWN_MODULES: Final = ("msgspec", "httpx", "httpcore", "psutil", "desktop_rum", "json", "subprocess", "ssl", "socket")
_ELSEWHERE: Final = "  elsewhere"


class OwnFailure(msgspec.Struct, frozen=True):
    """The SDK's own code failed. Messages, source lines and names of the app's are left out: they may hold its data."""

    kind: str
    stack: str


def own_failure(error: BaseException) -> OwnFailure:
    """What may be told of the failure."""
    lines: list[str] = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            lines.append(f"  desktop_rum/{path.relative_to(_PACKAGE).as_posix()}:{frame.lineno} in {frame.name}")
        elif not lines or lines[-1] != _ELSEWHERE:
            lines.append(_ELSEWHERE)
    kind = _kind(error)
    return OwnFailure(kind, "\n".join([kind, *lines]))


def _kind(error: BaseException) -> str:
    """The nearest class that is not the app's, and the errno's name."""
    number = getattr(error, "errno", None)
    suffix = f" {errno.errorcode[number]}" if isinstance(number, int) and number in errno.errorcode else ""
    for kind in type(error).__mro__:
        if kind.__module__.split(".")[0] in _KNOWN_MODULES:
            return f"{kind.__module__}.{kind.__qualname__}{suffix}"
        if getattr(builtins, kind.__name__, None) is kind:
            return f"{kind.__name__}{suffix}"
    return "BaseException"
