"""Exceptions that nobody caught: in the main thread, in other threads, in asyncio tasks."""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_rum.instrument.errors import describe
from desktop_rum.instrument.observations import ExceptionRaised
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from types import ModuleType

    from desktop_rum.instrument.late_imports import LateImports

Report = Callable[[ExceptionRaised], None]


class UncaughtInstrument:
    """Stands before the interpreter's hooks, tells of the exception, and passes it on to them."""

    def __init__(self, report: Report, now_ns: Callable[[], int], late_imports: LateImports) -> None:
        """Arguments: who is told, the wall clock in ns, and who knows when asyncio is imported."""
        self._report = report
        self._now_ns = now_ns
        self._active = True
        self._patches = Patches()
        self._patches.replace(sys, "excepthook", self._excepthook(sys.excepthook))
        self._patches.replace(threading, "excepthook", self._thread_excepthook(threading.excepthook))
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

    def _tell(self, error: object) -> None:
        if (
            not self._active
            or not isinstance(error, BaseException)
            or isinstance(error, SystemExit | KeyboardInterrupt)
        ):
            return
        try:
            self._report(ExceptionRaised(describe(error), self._now_ns()))
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _excepthook(self, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def excepthook(kind: Any, value: Any, trace: Any) -> object:
            self._tell(value)
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

    def _loop_handler(self, original: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(original)
        def call_exception_handler(loop: Any, context: Any) -> object:
            self._tell(context.get("exception"))
            return original(loop, context)

        setattr(call_exception_handler, MARKER, True)
        return call_exception_handler
