"""Exceptions of the app's that pass through the SDK's code: a patched call raised them, or a signal handler amid it.

Standard library only, and little of it: children use it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType
    from typing import Any

_ENDS_THE_APP = (KeyboardInterrupt, SystemExit)

_VARARGS, _VARKEYWORDS = 0x04, 0x08
"""Of a code object's flags; `inspect`, which names them, takes long to import."""


def is_interruption(error: BaseException) -> bool:
    """Whether a signal handler raised it: then it is no failure of the code around, and has to reach the app."""
    link = error.__traceback__
    while link is not None and link.tb_next is not None:
        if any(given is link.tb_frame for given in arguments_of(link.tb_next.tb_frame)):
            return True
        link = link.tb_next
    return isinstance(error, _ENDS_THE_APP)


def leave_out(error: BaseException) -> None:
    """Take the frame that catches this off the traceback, so that it ends where the app's code, or Python's, raised.

    What may follow is a bare `raise`, which adds no entry for its frame; `raise error` does. A frame that a signal
    handler has interrupted stays: by it those above know the handler's exception (`is_interruption`).
    """
    link = error.__traceback__
    if link is None or not str(link.tb_frame.f_globals.get("__name__")).startswith("desktop_rum."):
        return
    beyond = link.tb_next
    if beyond is None or not any(given is link.tb_frame for given in arguments_of(beyond.tb_frame)):
        BaseException.with_traceback(error, beyond)  # the app's class may have another


def arguments_of(frame: FrameType) -> Iterator[Any]:
    """The arguments of the frame's function; signal handlers and trace functions get the interrupted frame as one."""
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & _VARARGS) + bool(code.co_flags & _VARKEYWORDS)
    for name in code.co_varnames[:count]:
        value: Any = frame.f_locals.get(name)
        if type(value) in (tuple, list):
            yield from value
        elif type(value) is dict:
            yield from value.values()
        yield value
