"""A child of `multiprocessing`: it reports without a line of the app's, whatever its start method and its class.

`multiprocessing` never calls `sys.excepthook`: it catches what `run` raises, prints it and exits with 1. The exception
is noted where it is printed, because a function of ours around `run` would be a line in that traceback. The worker of
an executor catches what its initializer raises, logs it and exits with 0.
"""

from __future__ import annotations

import functools
import sys
import traceback

from desktop_rum.child import this_process
from desktop_rum.instrument.patching import MARKER
from desktop_rum.interruption import leave_out
from desktop_rum.json_safe import safe_text
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

CARRIER: Final = "_desktop_rum_carrier"
"""The entry of a process object's `_config` with which the meeting place travels into the child, while it is started.

It is there anyway and is unpickled before target and arguments, so that what fails in those is told as well."""

_EXECUTOR: Final = "concurrent.futures.process", "_process_worker"
"""Module and name of what a worker of an executor runs, as the target of its process."""

_INITIALIZER: Final = 2
"""The place of the initializer among the arguments of that."""

MAX_NAME: Final = 100

_ARRIVE: Final = """
try:
    from desktop_rum.child import multiprocess
    multiprocess.arrive(folder, starter)
except Exception:
    pass
"""
"""What is run where a carrier is unpickled, also where this package cannot be imported or is another version."""


class Carrier:
    """Where to report to. In the child it becomes None, by running code that cannot fail."""

    def __init__(self, folder: str, starter: int | None = None) -> None:
        """Arguments: the meeting place, and the pid of the child that starts the process; None: it is the main one."""
        self._folder = folder
        self.starter = starter

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, (_ARRIVE, {"folder": self._folder, "starter": self.starter})


_starter: int | None = None
"""What an unpickled carrier has said."""


def arrive(folder: str, starter: int | None) -> None:
    """In a spawned child, before its process object is complete: report from its `_bootstrap` on."""
    global _starter  # noqa: PLW0603 - one a process
    _starter = starter
    if this_process.start("utility", folder) is not None:
        listen_in_children()


def listen_in_children() -> None:
    """Have each process of `multiprocessing` that begins here report, or in one that is forked from this one."""
    from multiprocessing.process import BaseProcess

    bootstrap = vars(BaseProcess)["_bootstrap"]
    if not hasattr(bootstrap, MARKER):
        BaseProcess._bootstrap = reporting_bootstrap(bootstrap)  # type: ignore[attr-defined]  # noqa: SLF001 - the one place that every child runs


def reporting_bootstrap(original: Callable[..., Any]) -> Callable[..., Any]:
    """`BaseProcess._bootstrap`, which runs in the child only; notes the exception that it prints."""
    print_exc = traceback.print_exc

    @functools.wraps(traceback.print_exc)
    def listening(*args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        dies = sys._getframe(1).f_code is original.__code__  # noqa: SLF001 - who asks
        if dies and error is not None and not isinstance(error, KeyboardInterrupt):
            _tell_end(error)
        print_exc(*args, **kwargs)

    @functools.wraps(original)
    def _bootstrap(process: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal print_exc
        try:
            carrier = process._config.pop(CARRIER, None)  # noqa: SLF001 - our own entry, None where it was unpickled
            if this_process.write_crash_reports():
                starter = _starter if carrier is None else carrier.starter
                if starter is not None:
                    _introduce(process, starter)
                if traceback.print_exc is not listening:  # as in a child's child
                    print_exc, traceback.print_exc = traceback.print_exc, listening
                _listen_to_initializer(process)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
        try:
            return original(process, *args, **kwargs)
        except BaseException as error:
            leave_out(error)
            raise

    for ours in (listening, _bootstrap):
        setattr(ours, MARKER, True)
    return _bootstrap


def _introduce(process: Any, starter: int) -> None:
    """A child has started the process: make it known, because nobody else does."""
    current = this_process.current()
    if current is not None:
        current.introduce(starter, safe_text(process._name)[:MAX_NAME])  # noqa: SLF001 - `name` may be the app's code
        current.connect()


def _listen_to_initializer(process: Any) -> None:
    """Where the process is a worker of an executor: put a function of ours in the place of its initializer."""
    target, args = process._target, process._args  # noqa: SLF001 - there is no public way to them
    if (getattr(target, "__module__", None), getattr(target, "__name__", None)) != _EXECUTOR:
        return
    if len(args) > _INITIALIZER and callable(args[_INITIALIZER]):
        listening = _listening_initializer(args[_INITIALIZER])
        process._args = (*args[:_INITIALIZER], listening, *args[_INITIALIZER + 1 :])  # noqa: SLF001 - as above


def _listening_initializer(initializer: Callable[..., None]) -> Callable[..., None]:
    """The initializer, after whose failure the worker is of no use."""

    @functools.wraps(initializer)
    def initialize(*args: Any, **kwargs: Any) -> None:
        try:
            initializer(*args, **kwargs)
        except BaseException as error:
            if not isinstance(error, KeyboardInterrupt):
                _tell_end(error)
            leave_out(error)
            raise

    return initialize


def _tell_end(error: BaseException) -> None:
    try:
        this_process.uncaught(error, fatal=True)
    except Exception as failure:  # noqa: BLE001 - never into the app
        internal_error(failure)
