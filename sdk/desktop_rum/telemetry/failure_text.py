"""What may be told of a failure of the SDK's own code: where in our files, and what kind it was.

Messages, source lines and names of the app's are left out: they may hold its data. Standard library only: children use
it as well.
"""

from __future__ import annotations

import builtins
import errno
import os
import traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + os.sep  # noqa: PTH120 - pathlib is dear
_KNOWN_MODULES: Final = ("msgspec", "httpx", "httpcore", "psutil", "desktop_rum", "json", "subprocess", "ssl", "socket")
_ELSEWHERE: Final = "  elsewhere"


def failure_text(error: BaseException) -> tuple[str, str]:
    """The kind of the failure, and where it was."""
    lines: list[str] = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = os.path.realpath(frame.filename)
        if path.startswith(_PACKAGE):
            name = path[len(_PACKAGE) :].replace(os.sep, "/")
            lines.append(f"  desktop_rum/{name}:{frame.lineno} in {frame.name}")
        elif not lines or lines[-1] != _ELSEWHERE:
            lines.append(_ELSEWHERE)
    kind = _kind(error)
    return kind, "\n".join([kind, *lines])


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
