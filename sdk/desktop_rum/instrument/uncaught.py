"""Exceptions that nobody caught: in the main thread, in other threads, in asyncio tasks, in finalizers.

Standard library only: children use it as well.
"""

from __future__ import annotations

import functools
import sys
import threading

from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, TypeAlias

    from desktop_rum.instrument.late_imports import LateImports

    Report: TypeAlias = Callable[[BaseException, bool], None]
    """Takes the exception, and whether the process is about to die of it."""


class UncaughtInstrument:
    """Stands before the interpreter's hooks, tells of the exception, and passes it on to them."""

    def __init__(self, report: Report, late_imports: LateImports) -> None:
        """Arguments: who is told, and who knows when asyncio is imported."""
        self._report = report
        self._active = True
        self._patches = Patches()
        self._patches.replace(sys, "excepthook", self._excepthook(sys.excepthook))
        self._patches.replace(threading, "excepthook", self._thread_excepthook(threading.excepthook))
        self._patches.replace(sys, "unraisablehook", self._unraisablehook(sys.unraisablehook))
        late_imports.when_imported("asyncio.base_events", lambda module: self._patch_loop(module, "BaseEventLoop"))
        late_imports.when_imported("qasync", lambda module: self._patch_loop(module, "_QEventLoop"))

    def stop(self) -> None:
        """Take the hooks back."""
        self._active = False
        self._patches.stop()

    def _patch_loop(self, module: ModuleType, name: str) -> None:
        """Failed tasks, and callbacks that raise, end in this method of the loop."""
        loop_class = getattr(module, name)
        original = vars(loop_class)["call_exception_handler"]
        self._patches.replace(loop_class, "call_exception_handler", self._loop_handler(original))

    def _tell(self, error: object, *, fatal: bool = False) -> None:
        if (
            not self._active
            or not isinstance(error, BaseException)
            or isinstance(error, SystemExit | KeyboardInterrupt)
        ):
            return
        try:
            self._report(error, fatal)
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _excepthook(self, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def excepthook(kind: Any, value: Any, trace: Any) -> object:
            self._tell(value, fatal=_is_the_end())
            return original(kind, value, trace)

        setattr(excepthook, MARKER, True)
        return excepthook

    def _thread_excepthook(self, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def excepthook(args: Any) -> object:
            self._tell(args.exc_value)
            return original(args)

        setattr(excepthook, MARKER, True)
        return excepthook

    def _unraisablehook(self, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def unraisablehook(unraisable: Any) -> object:
            self._tell(unraisable.exc_value)
            return original(unraisable)

        setattr(unraisablehook, MARKER, True)
        return unraisablehook

    def _loop_handler(self, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def call_exception_handler(loop: Any, context: Any) -> object:
            self._tell(context.get("exception"))
            return original(loop, context)

        setattr(call_exception_handler, MARKER, True)
        return call_exception_handler


def _is_the_end() -> bool:
    """Whether the main thread has no code of the app's left to return to: then `sys.excepthook` is its last call.

    Qt calls that hook too, for what a slot raises, and goes on.
    """
    frame = sys._getframe()  # noqa: SLF001 - the frames are the evidence
    while frame.f_back is not None:
        frame = frame.f_back
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and frame.f_code.co_name not in ("<module>", "_run_module_as_main")
