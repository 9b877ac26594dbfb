"""Processes that a child starts by `multiprocessing`: each of them is reported as a process of its own.

The new process says who has started it, and the child that did says how it ended. In a forked child the patches of the
main process call these functions; in any other child the patches are made here.
"""

from __future__ import annotations

import functools
import os
import sys

from desktop_rum.child import this_process
from desktop_rum.instrument.patching import MARKER
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Final

_TOLD: Final = "_desktop_rum_told"
"""On the `Popen` beneath the object of a process that was started here: whether its end was told."""


_LEARNS: Final = "wait" if sys.platform == "win32" else "poll"
"""The method of a `Popen` that learns of the exit, whichever the app has called."""


def hear_of_starts(module: ModuleType) -> None:
    """In a child that was not forked, and has imported `module`: hear of what it starts, and in what it forks."""
    from desktop_rum.child.multiprocess import listen_in_children

    listen_in_children()
    process = module.BaseProcess
    if not hasattr(process.start, MARKER):
        process.start = _with(process.start, before_start, lambda process, _: after_start(process))
        for name in ("terminate", "kill"):
            setattr(process, name, _with(getattr(process, name), requested))


def before_start(process: Any) -> None:
    """`process.start()` is called: its child shall report as well, where this process does."""
    try:
        current = this_process.current() if this_process.is_child() else None
        if current is not None and getattr(process, "_popen", current) is None:  # otherwise `start()` refuses
            from desktop_rum.child.multiprocess import CARRIER, Carrier

            process._config[CARRIER] = Carrier(current.folder, os.getpid())  # noqa: SLF001 - one of its own
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def after_start(process: Any) -> None:
    """`process.start()` has returned or raised."""
    try:
        from desktop_rum.child.multiprocess import CARRIER

        popen = getattr(process, "_popen", None)
        if vars(process).get("_config", {}).pop(CARRIER, None) is not None and popen is not None:
            _hear_of_ends(type(popen))
            setattr(popen, _TOLD, False)
    except Exception as error:  # noqa: BLE001 - such as a `Popen` of the app's own
        internal_error(error)


def exited(popen: Any, returncode: int | None) -> None:
    """The app has asked for the exit; there is a return code where the process has ended."""
    if returncode is not None:
        _tell(popen, returncode=returncode)


def requested(owner: Any) -> None:
    """The app asks for the end, through the process's object or the `Popen` beneath it."""
    popen = getattr(owner, "_popen", owner)
    if getattr(popen, "returncode", 0) is None:
        _tell(popen, requested=True)


def _tell(popen: Any, **fields: Any) -> None:
    try:
        if getattr(popen, _TOLD, True):
            return
        current = this_process.current() if this_process.is_child() else None
        if current is not None:
            current.tell({"type": "ended", "pid": popen.pid, **fields})
            setattr(popen, _TOLD, "returncode" in fields)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def _hear_of_ends(kind: type[Any]) -> None:
    """Patch this class of `Popen`: its objects report the exit when they learn of it, and that the app asked for it."""
    learns = getattr(kind, _LEARNS)
    if not hasattr(learns, MARKER):
        setattr(kind, _LEARNS, _with(learns, after=exited))
        kind.terminate = _with(kind.terminate, requested)


def _with(
    original: Callable[..., Any],
    before: Callable[[Any], None] = lambda _: None,
    after: Callable[[Any, Any], None] = lambda _owner, _result: None,
) -> Callable[..., Any]:
    """The same method, with functions of ours called before and after it; no traceback shows them."""

    @functools.wraps(original)
    def method(owner: Any, *args: Any, **kwargs: Any) -> Any:
        result = None
        before(owner)
        try:
            result = original(owner, *args, **kwargs)
        except BaseException as error:
            leave_out(error)
            raise
        finally:
            after(owner, result)
        return result

    setattr(method, MARKER, True)
    return method
