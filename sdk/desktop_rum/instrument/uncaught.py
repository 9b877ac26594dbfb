"""Exceptions that nobody caught: in the main thread, in other threads, in asyncio tasks, in finalizers.

Standard library only: children use it as well.
"""

from __future__ import annotations

import functools
import sys
import threading

from desktop_rum.instrument.hooks import ModuleHooks
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, TypeAlias

    from desktop_rum.instrument.late_imports import LateImports

    Report: TypeAlias = Callable[[BaseException, bool, bool], None]
    """Takes the exception, whether the process is about to die of it, and whether a hook of the app's runs next.

    That hook may end the process.
    """

_LOOPS = (("asyncio.base_events", "BaseEventLoop"), ("qasync", "_QEventLoop"), ("uvloop", "Loop"))
"""Classes of event loops, each with a method of its own for what nobody caught."""

_OF_QASYNC = "_QEventLoop__exception_handler"
"""The attribute in which qasync keeps the app's handler; it has no method that gives it."""


class UncaughtInstrument:
    """Puts a function before each hook, which reports the exception and then calls the hook."""

    def __init__(self, report: Report, late_imports: LateImports) -> None:
        """Arguments: who is told, and who knows when asyncio is imported."""
        self._report = report
        self._active = True
        self._being_told: set[int] = set()
        self._last_told = 0
        self._hooks = (
            ModuleHooks(sys, excepthook=self._excepthook, unraisablehook=self._unraisablehook),
            ModuleHooks(threading, excepthook=self._thread_excepthook),
        )
        self._patches = Patches()
        for module, name in _LOOPS:
            late_imports.when_imported(module, functools.partial(self._patch_loop, name))

    def report_to(self, report: Report | None) -> None:
        """Tell somebody else from now on; None: nobody."""
        if report is None:
            self._active = False
        else:
            self._report = report

    def stop(self) -> None:
        """Take the hooks back."""
        self._active = False
        for hooks in self._hooks:
            hooks.stop()
        self._patches.stop()

    def tell_end_of_main_thread(self) -> None:
        """At the interpreter's end: report the exception that it has noted, where our hook was not called.

        `sys.excepthook` may be None, deleted, or set in the dict of `sys`.
        """
        error = error_of_main_module()
        if error is not None and id(error) != self._last_told:
            self._tell(error, fatal=True, hook_follows=False)

    def _patch_loop(self, name: str, module: ModuleType) -> None:
        """Patch the method of the loop that every failed task and callback reaches, whichever handler the app sets."""
        loop_class = getattr(module, name)
        handler = self._loop_handler(loop_class.call_exception_handler)
        self._patches.replace(loop_class, "call_exception_handler", handler)

    def _tell(self, error: object, *, fatal: bool = False, hook_follows: bool) -> None:
        if (
            not self._active
            or id(error) in self._being_told
            or not isinstance(error, BaseException)
            or isinstance(error, SystemExit | KeyboardInterrupt)
        ):
            return
        self._last_told = id(error)
        try:
            self._report(error, fatal, hook_follows)
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _pass_on(self, hook: Callable[..., object], error: object, *args: object) -> object:
        """Call the app's hook, which may call an earlier one that has our function before it as well."""
        key = id(error)
        if key in self._being_told:
            return hook(*args)
        self._being_told.add(key)
        try:
            return hook(*args)
        except BaseException as failure:
            leave_out(failure)
            raise
        finally:
            self._being_told.discard(key)

    def _excepthook(self, original: Callable[..., object]) -> Callable[..., object]:
        @_marked(original)
        def excepthook(kind: Any, value: Any, trace: Any) -> object:
            self._tell(value, fatal=_is_the_end(), hook_follows=original is not sys.__excepthook__)
            try:
                return self._pass_on(original, value, kind, value, trace)
            except BaseException as failure:
                leave_out(failure)
                raise

        return excepthook

    def _thread_excepthook(self, original: Callable[..., object]) -> Callable[..., object]:
        @_marked(original)
        def excepthook(args: Any) -> object:
            self._tell(args.exc_value, hook_follows=original is not threading.__excepthook__)
            try:
                return self._pass_on(original, args.exc_value, args)
            except BaseException as failure:
                leave_out(failure)
                raise

        return excepthook

    def _unraisablehook(self, original: Callable[..., object] | None) -> Callable[..., object]:
        called = sys.__unraisablehook__ if original is None else original

        @_marked(called)
        def unraisablehook(unraisable: Any) -> object:
            self._tell(unraisable.exc_value, hook_follows=called is not sys.__unraisablehook__)
            try:
                return self._pass_on(called, unraisable.exc_value, unraisable)
            except BaseException as failure:
                leave_out(failure)
                raise

        return unraisablehook

    def _loop_handler(self, original: Callable[..., object]) -> Callable[..., object]:
        @_marked(original)
        def call_exception_handler(loop: Any, context: Any) -> object:
            error = context.get("exception") if isinstance(context, dict) else None
            self._tell(error, hook_follows=_has_own_handler(loop))
            try:
                return self._pass_on(original, error, loop, context)
            except BaseException as failure:
                leave_out(failure)
                raise

        return call_exception_handler


def error_of_main_module() -> BaseException | None:
    """The exception with which the main module has ended, as the interpreter notes it; so do consoles with theirs."""
    error: BaseException | None = getattr(sys, "last_value", None)
    trace = getattr(error, "__traceback__", None)
    return error if trace is not None and trace.tb_frame.f_back is None else None


def _marked(original: Callable[..., object]) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Decorates what stands before one of the app's functions."""

    def mark(function: Callable[..., object]) -> Callable[..., object]:
        functools.update_wrapper(function, original)
        setattr(function, MARKER, True)
        return function

    return mark


def _has_own_handler(loop: Any) -> bool:
    """Whether the app has given the event loop a handler of its own."""
    try:
        return loop.get_exception_handler() is not None or getattr(loop, _OF_QASYNC, None) is not None
    except Exception:  # noqa: BLE001 - not every loop can be asked
        return True


def _is_the_end() -> bool:
    """Whether the main thread has no code of the app's left to return to: then `sys.excepthook` is its last call.

    Qt calls that hook too, for what a slot raises, and goes on. A forkserver calls it in a child that it ends then.
    """
    frame = sys._getframe(1)  # noqa: SLF001 - the frames are the evidence
    if frame.f_back is not None and frame.f_back.f_globals.get("__name__") == "multiprocessing.forkserver":
        return True
    while frame.f_back is not None:
        frame = frame.f_back
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and frame.f_code.co_name not in ("<module>", "_run_module_as_main")
