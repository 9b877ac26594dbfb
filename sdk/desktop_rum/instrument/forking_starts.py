"""The starts that Python makes itself, of a fork and an exec: `os.spawnl` and its seven kin, and `pty.spawn`.

The eight are functions over one, `os._spawnvef`: patching that one sees all of them, also those that the app had
imported before.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident
from sys import _getframe
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.call_name import name_of_call
from desktop_rum.instrument.forks import go_on_without_exec
from desktop_rum.instrument.stand_in import built_in_beneath
from desktop_rum.instrument.starts import Starts
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

assert sys.platform != "win32"  # noqa: S101 - mypy reads on only there

_CALL_ABOVE: Final = {os.execv: "spawnv", os.execve: "spawnve", os.execvp: "spawnvp", os.execvpe: "spawnvpe"}
"""Which of the eight hands each of these down; the other four call these four, and with a tuple."""


class ForkingStartsInstrument(Starts):
    """Patches what `os` and `pty` have for it."""

    def __init__(self, runs: Runs, exits: ExitWatcher, late_imports: LateImports) -> None:
        super().__init__(runs, exits)
        self._replace(os, "_spawnvef", self._patched_spawn)
        self._in_pty: dict[int, Run | None] = {}
        """By thread, or greenlet, the run of a `pty.spawn` that is about to fork."""
        late_imports.when_imported("pty", self._patch_pty)

    def _patch_pty(self, module: ModuleType) -> None:
        self._replace(module, "spawn", self._patched_pty_spawn)
        self._replace(module, "fork", self._patched_pty_fork)

    def _patched_spawn(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        """From the fork on all in one function: what is written to then is memory that has to be copied.

        `P_WAIT` is a start and a wait, as in `os`: that way the pid is known while the child runs. Where others have
        wrapped `os._spawnvef` before us, both are left to them.
        """
        runs, close, watch, nowait = self._runs, self._runs.close, self._exits.watch, os.P_NOWAIT
        is_pythons = type(original) is FunctionType and original.__globals__ is vars(os)
        our_waitpid, waitpid_beneath = os.waitpid, built_in_beneath(os.waitpid)

        def spawn(mode: Any, file: Any, args: Any, env: Any, func: Any) -> Any:
            run = self._begin(_name_of_spawn(func, args), args, file, False)  # noqa: FBT003 - see `_begin`
            try:
                if run is None or mode == nowait or not is_pythons:
                    result = original(mode, file, args, env, func)
                else:
                    waitpid = os.waitpid
                    if waitpid is our_waitpid:  # which has nothing to add
                        waitpid = waitpid_beneath
                    run.pid = pid = original(nowait, file, args, env, func)
                    while os.WIFSTOPPED(status := waitpid(pid, 0)[1]):
                        pass
                    result = os.waitstatus_to_exitcode(status)
                if run is not None:
                    try:
                        if mode != nowait:
                            close(run, result)
                        else:
                            run.pid = result
                            runs.of_pid[result] = run
                            if runs.early:
                                runs.started(run, result)
                            watch(run)
                    except Exception as error:  # noqa: BLE001 - never into the app
                        internal_error(error)
            except BaseException as error:
                self._failed(run, error)
                go_on_without_exec()
                leave_out(error)
                raise
            return result

        return spawn

    def _patched_pty_spawn(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        in_pty = self._in_pty

        def spawn(*args: Any, **kwargs: Any) -> Any:
            argv = args[0] if args else kwargs.get("argv")
            given = (argv,) if issubclass(type(argv), str) else argv
            run = self._begin("spawn", given, None, False)  # noqa: FBT003 - see `_begin`
            thread = get_ident()
            outer = in_pty.pop(thread, None)  # of a call that a signal handler has interrupted
            try:
                in_pty[thread] = run
                status = original(*args, **kwargs)
                if run is not None:
                    self._ended(run, status)
            except BaseException as error:
                self._failed(run, error)
                go_on_without_exec()
                leave_out(error)
                raise
            finally:
                in_pty.pop(thread, None)  # greenlets have numbers of their own, of which there is no end
                if outer is not None:
                    in_pty[thread] = outer
            return status

        return spawn

    def _patched_pty_fork(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        """`pty.spawn` forks through this: the one place where the pid is to be had."""
        in_pty = self._in_pty

        def fork() -> Any:
            pid, descriptor = original()
            if pid > 0 and (run := in_pty.get(get_ident())) is not None and run.pid is None:
                run.pid = pid
            return pid, descriptor

        return fork


def _name_of_spawn(func: Any, args: Any) -> str:
    """The one of the eight that the app called, found by less than `name_of_call`, which writes to more pages.

    Arguments: what was handed to `os._spawnvef`, two calls above.
    """
    try:
        if type(args) is list and func in _CALL_ABOVE:
            return _CALL_ABOVE[func]
        caller = _getframe(2)
        above = caller.f_back
        if above is not None and above.f_globals is caller.f_globals is vars(os):
            return above.f_code.co_name
        return name_of_call(caller, "spawnv", args)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
        return "spawnv"
