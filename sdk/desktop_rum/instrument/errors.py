"""An exception as text, taken in the thread where it is. Standard library only: children use it as well."""

from __future__ import annotations

import traceback

from desktop_rum.interruption import is_interruption
from desktop_rum.json_safe import safe_text, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Final

MAX_CAUSES: Final = 10
"""Longer chains of causes are cut, and so are loops."""

MAX_STACK: Final = 64 * 1024
"""Characters of a stack; the middle of a longer one is cut."""

MAX_MESSAGE: Final = 16 * 1024
"""Characters of a message; the end of a longer one is cut."""


class ErrorDetails:
    """An exception as text: nothing of it keeps the app's frames alive."""

    __slots__ = ("causes", "message", "stack", "type")

    def __init__(self, type: str, message: str, stack: str, causes: tuple[ErrorDetails, ...] = ()) -> None:  # noqa: A002 - the format's name
        self.type = type
        self.message = message
        self.stack = stack
        self.causes = causes
        """What it was raised from or during, the nearest first, and then the members of a group."""

    def __repr__(self) -> str:
        return f"ErrorDetails({self.type!r}, {self.message!r}, {len(self.causes)} causes)"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "type": self.type,
            "message": self.message,
            "stack": self.stack,
            "causes": [cause.as_dict() for cause in self.causes],
        }


def describe(error: Any) -> ErrorDetails:
    """Type, message, stack and causes of an exception; never raises. What is none is told by its text."""
    if not issubclass(type(error), BaseException):  # `isinstance` would ask the object itself
        return ErrorDetails(qualified_name(type(error)), safe_text(error)[:MAX_MESSAGE], "")
    found: list[BaseException] = []
    seen = {id(error)}
    cause = _cause_of(error)
    while cause is not None and id(cause) not in seen and len(found) < MAX_CAUSES:
        seen.add(id(cause))
        found.append(cause)
        cause = _cause_of(cause)
    if issubclass(type(error), BaseExceptionGroup):
        found += [member for member in _own(error, BaseExceptionGroup.exceptions) if id(member) not in seen]
    return _describe_one(error, tuple(_describe_one(cause, ()) for cause in found[:MAX_CAUSES]))


def _cause_of(error: BaseException) -> BaseException | None:
    """What Python's own traceback would print as the cause or context."""
    cause: BaseException | None = _own(error, BaseException.__cause__)
    if cause is not None or _own(error, BaseException.__suppress_context__):
        return cause
    context: BaseException | None = _own(error, BaseException.__context__)
    return context


def _own(error: BaseException, attribute: Any) -> Any:
    """An attribute of every exception, past whatever the app's class makes of it: that may raise."""
    return attribute.__get__(error)


def _describe_one(error: BaseException, causes: tuple[ErrorDetails, ...]) -> ErrorDetails:
    return ErrorDetails(
        type=qualified_name(type(error)),
        message=_message(error)[:MAX_MESSAGE],
        stack=_stack(error, _own(error, BaseException.__traceback__)),
        causes=causes,
    )


def fingerprint_of(error: object) -> str | None:
    """What the app wants errors to be grouped by, where the exception says so in `dd_fingerprint`; never raises."""
    try:
        fingerprint = getattr(error, "dd_fingerprint", None)
    except BaseException as raised:  # a property is the app's code
        if is_interruption(raised):
            raise
        return None
    return str.__str__(fingerprint) if issubclass(type(fingerprint), str) else None


def qualified_name(kind: type) -> str:
    """The name as a traceback prints it: builtins without their module."""
    try:
        module, name = kind.__module__, kind.__qualname__
    except BaseException as raised:  # the app's own metaclass
        if is_interruption(raised):
            raise
        return type_name(kind)
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException as raised:  # the app's own `__str__`
        if is_interruption(raised):
            raise
        return f"<{type_name(type(error))} whose message cannot be read>"


def _frames(trace: TracebackType | None) -> list[str]:
    try:
        return traceback.format_tb(trace)
    except Exception:  # noqa: BLE001 - at the interpreter's very end Python 3.13 cannot read the lines of a source
        places = ((frame.f_code, line) for frame, line in traceback.walk_tb(trace))
        return [f'  File "{code.co_filename}", line {line}, in {code.co_name}\n' for code, line in places]


def _stack(error: BaseException, trace: TracebackType | None) -> str:
    try:
        text = "".join(traceback.format_exception(type(error), error, trace, chain=False))
    except BaseException as raised:  # the app's own class: what it is asked for may raise
        if is_interruption(raised):
            raise
        text = "".join([*_frames(trace), qualified_name(type(error)), "\n"])
    if len(text) <= MAX_STACK:
        return text
    half = MAX_STACK // 2
    return f"{text[:half]}\n…\n{text[-half:]}"
