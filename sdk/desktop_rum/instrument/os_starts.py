"""The calls of `os` and `pty` that start a program: system, posix_spawn, spawn, startfile, pty.spawn.

`os.spawnl` and its seven kin are Python functions over one, `os._spawnvef`: patching that one sees all of them, also
those that the app had imported before. Windows has `spawnv` and `spawnve` as built-ins, and no `_spawnvef`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.call_name import is_called_by, name_of_call
from desktop_rum.instrument.command import as_text, failure_of, taken
from desktop_rum.instrument.forks import made_way, making_way
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.run import Run
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.instrument.windows_processes import pid_of_handle, unsigned
from desktop_rum.interruption import is_interruption, leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.runs import Runs

WINDOWS_SPAWNS: Final = ("spawnv", "spawnve")


class OsStartsInstrument:
    """Patches what starts programs in `os` and `pty`."""

    def __init__(
        self, runs: Runs, exits: ExitWatcher, late_imports: LateImports, *, on_windows: bool = sys.platform == "win32"
    ) -> None:
        self._on_windows = on_windows
        """Whether exit codes have a sign, and `os.spawnv` gives handles."""
        self._runs = runs
        self._exits = exits
        self.active = True
        self._patches = Patches()
        self._replace(os, "system", self._patched_system)
        self._replace(os, "posix_spawn", self._patched_posix_spawn)
        self._posix_spawn = getattr(os, "posix_spawn", None)
        self._replace(os, "posix_spawnp", self._patched_posix_spawn)
        self._replace(os, "startfile", self._patched_startfile)
        for name in WINDOWS_SPAWNS if on_windows else ("_spawnvef",):
            self._replace(os, name, self._patched_spawn)
        self._in_pty = threading.local()
        late_imports.when_imported("pty", self._patch_pty)

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""
        self.active = False
        self._patches.stop()

    def _replace(self, module: Any, name: str, patched: Callable[[Any, str], Callable[..., Any]]) -> None:
        original = getattr(module, name, None)
        if original is not None:
            dressed = stands_in_for(original, module.__name__)(patched(original, name))
            self._patches.replace(module, name, dressed)

    def _patch_pty(self, module: ModuleType) -> None:
        self._replace(module, "spawn", self._patched_pty_spawn)
        self._replace(module, "fork", self._patched_pty_fork)

    def _patched_system(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        def system(*args: Any, **kwargs: Any) -> Any:
            run = self._begin("system", args[0] if args else kwargs.get("command"), None, True)  # noqa: FBT003 - see `_begin`
            try:
                status = original(*args, **kwargs)
            except BaseException as error:
                self._failed(run, error)
                leave_out(error)
                raise
            if run is not None:
                self._ended(run, status)
            return status

        return system

    def _patched_posix_spawn(self, original: Callable[..., Any], name: str) -> Callable[..., Any]:
        api = name.replace("_", "-")

        def posix_spawn(*args: Any, **kwargs: Any) -> Any:
            argv, program = (args[1], args[0]) if len(args) > 1 else _spawned(args, kwargs)
            within = self._is_within_popen(argv)
            run = None if within else self._begin(api, argv, program, False)  # noqa: FBT003 - see `_begin`
            try:
                pid = original(*args, **kwargs)
            except BaseException as error:
                self._failed(run, error)
                leave_out(error)
                raise
            if run is not None:
                self._started(run, pid)
            return pid

        return posix_spawn

    def _patched_spawn(self, original: Callable[..., Any], name: str) -> Callable[..., Any]:
        default = "spawnv" if name == "_spawnvef" else name
        waited_for = self._runs.waited_for

        def spawn(*args: Any, **kwargs: Any) -> Any:
            argv, program = (args[2], args[1]) if len(args) > 2 else _spawned(args[1:], kwargs)  # noqa: PLR2004 - mode, program, arguments
            run = self._begin(default, argv, program, False, True)  # noqa: FBT003 - see `_begin`
            waits = bool(args) and args[0] == os.P_WAIT
            thread = threading.get_ident()
            outer = waited_for.pop(thread, None)  # of a call that a signal handler has interrupted
            if waits and run is not None:
                waited_for[thread] = run
            making_way.add(thread)
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                self._failed(run, error)
                leave_out(error)
                raise
            finally:
                made_way()
                waited_for.pop(thread, None)
                if outer is not None:
                    waited_for[thread] = outer
            if run is None:
                return result
            if waits:
                self._close(run, unsigned(result) if self._on_windows else result)
            elif self._on_windows:
                self._started_by_handle(run, result)
            else:
                self._started(run, result)
            return result

        return spawn

    def _patched_startfile(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        def startfile(*args: Any, **kwargs: Any) -> Any:
            run = self._begin("startfile", _opened(args, kwargs), None, False)  # noqa: FBT003 - see `_begin`
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                self._failed(run, error)
                leave_out(error)
                raise
            self._left(run)
            return result

        return startfile

    def _patched_pty_spawn(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        def spawn(*args: Any, **kwargs: Any) -> Any:
            argv = args[0] if args else kwargs.get("argv")
            run = self._begin("spawn", (argv,) if isinstance(argv, str) else argv, None, False)  # noqa: FBT003 - see `_begin`
            outer, self._in_pty.run = getattr(self._in_pty, "run", None), run
            try:
                status = original(*args, **kwargs)
            except BaseException as error:
                self._failed(run, error)
                leave_out(error)
                raise
            finally:
                self._in_pty.run = outer
                made_way()  # in the child: a program that is missing makes it a second copy of the app
            if run is not None:
                self._ended(run, status)
            return status

        return spawn

    def _patched_pty_fork(self, original: Callable[..., Any], _name: str) -> Callable[..., Any]:
        """`pty.spawn` forks through this: the one place where the pid is to be had."""

        def fork() -> Any:
            run = getattr(self._in_pty, "run", None)
            if run is None:
                return original()
            making_way.add(threading.get_ident())
            pid, descriptor = original()
            if pid > 0:
                made_way()
                if run.pid is None:
                    self._runs.started(run, pid)
            return pid, descriptor

        return fork

    def _is_within_popen(self, argv: Any) -> bool:
        """Whether a `Popen` starts its child this way, and has told of it."""
        try:
            caller = sys._getframe(2)  # noqa: SLF001 - no other way up
            if caller.f_code.co_name != "_posix_spawn" and getattr(os, "posix_spawn", None) is self._posix_spawn:
                return False  # nobody stands between a `Popen` and us
            return is_called_by(caller, "subprocess", "_posix_spawn", argv)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return False

    def _begin(self, api: str, given: Any, executable: Any, shell: bool, named: bool = False) -> Run | None:  # noqa: FBT001, FBT002 - see here
        """All in one function, called without names: after a child has run, whatever is touched costs a microsecond.

        Arguments: `named` is whether the call has the name of one above it.
        """
        if not self.active:
            return None
        try:
            if named:
                api = name_of_call(sys._getframe(2), api, given)  # noqa: SLF001 - no other way up
            runs = self._runs
            program = executable if type(executable) is str or executable is None else as_text(executable)
            run = Run(api, taken(given), program, shell, None, runs.now_ns(), runs.monotonic_ns())
            runs.by_id[run.id] = run
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return run

    def _started(self, run: Run, pid: int) -> None:
        try:
            self._runs.started(run, pid)
            self._exits.watch(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _started_by_handle(self, run: Run, handle: int) -> None:
        try:
            pid = pid_of_handle(handle)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            pid = 0
        if pid:
            self._started(run, pid)
        else:
            self._left(run)

    def _failed(self, run: Run | None, error: BaseException) -> None:
        if run is None:
            return
        try:
            if run.pid is not None:
                self._exits.watch(run)  # it runs: what was interrupted is the wait for it
            elif is_interruption(error):
                self._runs.close(run)
            else:
                self._runs.close(run, failure=failure_of(error))
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _close(self, run: Run, returncode: int) -> None:
        try:
            self._runs.close(run, returncode)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _ended(self, run: Run, status: int) -> None:
        """The call has waited for the child, and gives its status as the system has it."""
        try:
            if self._on_windows:
                self._runs.close(run, unsigned(status))
            elif status >= 0:
                self._runs.close(run, os.waitstatus_to_exitcode(status))
            elif sys.platform != "win32" and signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
                self._runs.close(run)  # the system keeps no status
            else:
                self._runs.close(run, failure=("OSError", "the shell could not be started"))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _left(self, run: Run | None) -> None:
        """Nobody will hear of the program again."""
        if run is not None:
            run.detached = run.left_running = True
            self._runs.close(run)


def _spawned(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    """The arguments and the program of `(path, argv, …)`."""
    path = args[0] if args else kwargs.get("path", kwargs.get("file"))
    argv = args[1] if len(args) > 1 else kwargs.get("argv", kwargs.get("args", ()))
    return argv, path


def _opened(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What `startfile` opens: a file, or a program with the line that it is given."""
    file = args[0] if args else kwargs.get("filepath")
    line = args[2] if len(args) > 2 else kwargs.get("arguments")  # noqa: PLR2004 - `(filepath, operation, arguments, …)`
    return f'"{as_text(file)}" {line}' if isinstance(line, str) and line else (file,)
