"""`os.wait` and its kin: whoever collects a child's status learns it here, be it the app, `Popen` or asyncio.

Where a call finds that the status is gone, another has it or nobody: what `Popen` then makes up (0) is not told.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

WAITS: Final = ("wait", "wait3", "wait4", "waitpid")
"""Calls of `os` that give a pid and a wait status first."""

_exit_code: Final = os.waitstatus_to_exitcode

_OPTIONS: Final = 2
"""The position of the options of `waitid`, and how many arguments `waitpid` and `wait4` take."""


class WaitsInstrument:
    """Patches the waits of `os`."""

    def __init__(self, runs: Runs, exits: ExitWatcher) -> None:
        self._runs = runs
        self._exits = exits
        self.active = True
        self._patches = Patches()
        if sys.platform == "win32":
            return  # waits there take handles, which the exit watcher has as well
        for name in filter(functools.partial(hasattr, os), WAITS):
            self._patches.replace(os, name, self._patched_wait(getattr(os, name)))
        if hasattr(os, "waitid"):
            self._patches.replace(os, "waitid", self._patched_waitid(os.waitid))
        self._patch_private_reference()

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""
        self.active = False
        self._patches.stop()

    def _patch_private_reference(self) -> None:
        """`Popen.poll` keeps a `waitpid` of its own, which it can use until the interpreter's very end."""
        kept = getattr(subprocess, "_del_safe", None)
        if kept is not None:  # since Python 3.13
            self._patches.replace(kept, "waitpid", os.waitpid)
            return
        poll: Any = subprocess.Popen._internal_poll  # type: ignore[attr-defined]  # noqa: SLF001
        if isinstance(poll, FunctionType) and poll.__defaults__:
            names = poll.__code__.co_varnames[: poll.__code__.co_argcount][-len(poll.__defaults__) :]
            kept = tuple(os.waitpid if n == "_waitpid" else v for n, v in zip(names, poll.__defaults__, strict=True))
            self._patches.replace(poll, "__defaults__", kept)

    def _patched_wait(self, original: Callable[..., Any]) -> Callable[..., Any]:
        of_pid, close, unwatch = self._runs.of_pid, self._runs.close, self._exits.unwatch

        @stands_in_for(original, "os")
        def wait(*args: Any, **kwargs: Any) -> Any:
            run = awaited = None
            try:
                if args and type(args[0]) is int and self.active:
                    run = of_pid.get(args[0])
                    if run is not None and run.watched and len(args) == _OPTIONS and args[1] == 0:
                        awaited = run  # the app blocks for it: watched meanwhile, it would cost two wake-ups
                        unwatch(run)
                result = original(*args, **kwargs) if kwargs else original(*args)
                if result[0] and self.active:
                    try:
                        returncode = _exit_code(result[1])
                        if run is None or run.watched:
                            self._on_exit(result[0], returncode, run)
                        else:
                            close(run, returncode)
                    except ValueError:  # it has stopped, or goes on
                        pass
                    except Exception as error:  # noqa: BLE001 - never into the app
                        internal_error(error)
            except BaseException as error:
                self._on_error(error, run, awaited)
                leave_out(error)
                raise
            return result

        return wait

    def _patched_waitid(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, "os")
        def waitid(*args: Any, **kwargs: Any) -> Any:
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                leave_out(error)
                raise
            if sys.platform == "win32" or result is None or not self.active:
                return result
            if len(args) > _OPTIONS and args[_OPTIONS] & os.WNOWAIT:
                return result
            if result.si_code == os.CLD_EXITED:
                self._on_exit(result.si_pid, result.si_status)
            elif result.si_code in (os.CLD_KILLED, os.CLD_DUMPED):
                self._on_exit(result.si_pid, -result.si_status)
            return result

        return waitid

    def _on_exit(self, pid: int, returncode: int, run: Run | None = None) -> None:
        try:
            run = self._runs.of_pid.get(pid) if run is None else run
            if run is None:
                self._runs.collected(pid, returncode)
                return
            if run.watched:
                self._exits.unwatch(run)
            self._runs.close(run, returncode)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _on_error(self, error: BaseException, run: Run | None, awaited: Run | None) -> None:
        """The wait raised: somebody else has had the child's status, or the wait was interrupted.

        Arguments: `awaited` is the run that was watched until the app blocked for it.
        """
        try:
            if isinstance(error, ChildProcessError):
                if run is not None:
                    self._exits.collected_elsewhere(run)
            elif awaited is not None and not awaited.closed:
                self._exits.watch(awaited)
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)
