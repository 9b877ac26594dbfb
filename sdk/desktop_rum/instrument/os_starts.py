"""The built-ins of `os` that start a program: system, posix_spawn, startfile, and the spawnv of Windows."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.call_name import is_called_by, name_of_call
from desktop_rum.instrument.command import as_text
from desktop_rum.instrument.starts import Starts
from desktop_rum.instrument.windows_processes import pid_of_handle, unsigned
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

WINDOWS_SPAWNS: Final = ("spawnv", "spawnve")


class OsStartsInstrument(Starts):
    """Patches the built-ins of `os` that start programs."""

    def __init__(self, runs: Runs, exits: ExitWatcher, *, on_windows: bool = sys.platform == "win32") -> None:
        """Arguments: also whether exit codes have a sign, and `os.spawnv` gives handles."""
        super().__init__(runs, exits)
        self._on_windows = on_windows
        self._replace(os, "system", self._patched_system)
        self._replace(os, "posix_spawn", self._patched_posix_spawn)
        self._posix_spawn = getattr(os, "posix_spawn", None)
        self._replace(os, "posix_spawnp", self._patched_posix_spawn)
        self._replace(os, "startfile", self._patched_startfile)
        for name in WINDOWS_SPAWNS if on_windows else ():
            self._replace(os, name, self._patched_spawn)

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
                if self._on_windows:
                    self._close(run, unsigned(status))
                else:
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
        def spawn(*args: Any, **kwargs: Any) -> Any:
            argv, program = (args[2], args[1]) if len(args) > 2 else _spawned(args[1:], kwargs)  # noqa: PLR2004 - mode, program, arguments
            run = self._begin(self._name_of_spawn(name, argv), argv, program, False)  # noqa: FBT003 - see `_begin`
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                self._failed(run, error)
                leave_out(error)
                raise
            if run is None:
                return result
            if args and args[0] == os.P_WAIT:
                self._close(run, unsigned(result))
            else:
                self._started_by_handle(run, result)
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

    @staticmethod
    def _name_of_spawn(name: str, argv: Any) -> str:
        """`os.spawnl` and its like are functions over the built-in that is patched."""
        try:
            return name_of_call(sys._getframe(2), name, argv)  # noqa: SLF001 - no other way up
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return name

    def _is_within_popen(self, argv: Any) -> bool:
        """Whether a `Popen` starts its child this way, and has told of it."""
        seems_so = False
        try:
            caller = sys._getframe(2)  # noqa: SLF001 - no other way up
            seems_so = caller.f_code.co_name == "_posix_spawn"
            if not seems_so and getattr(os, "posix_spawn", None) is self._posix_spawn:
                return False  # nobody stands between a `Popen` and us
            return is_called_by(caller, "subprocess", "_posix_spawn", argv)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return seems_so

    def _started(self, run: Run, pid: int) -> None:
        try:
            self._runs.started(run, pid)
            self._exits.watch(run)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _close(self, run: Run, returncode: int) -> None:
        try:
            self._runs.close(run, returncode)
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
