"""`subprocess.Popen`, and with it everything that the standard library builds on it, as one run for each child.

The start is seen in `__init__`. The end is seen where the child's status is collected by `os.waitpid` (`os_waits.py`),
whoever does it: `wait`, `poll`, `communicate`, a `with` block, asyncio. On Windows, and in a `Popen` that somebody else
has put in place, such as gevent's, there is no such call: a descriptor in the class sees `returncode` being set.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.call_name import WAITS_ITSELF, name_of_call
from desktop_rum.instrument.command import as_text, failure_of, taken
from desktop_rum.instrument.exits.child_status import child_status
from desktop_rum.instrument.exits.source import StillRunning
from desktop_rum.instrument.own_requests import is_own_request, sending
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.run import RUN_OF_POPEN, Run
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.runs import Runs

_WITH_A_POPEN_OF_THEIR_OWN: Final = ("gevent.subprocess", "eventlet.green.subprocess")

_EXECUTABLE, _SHELL, _CWD = 2, 8, 9
"""Positions of these parameters in `Popen(args, bufsize, executable, …)`."""

_PLAIN: Final = (None, False, None)
"""Their values, where a call has none of them."""


class PopenInstrument:
    """Patches `Popen` and follows its children."""

    def __init__(self, runs: Runs, exits: ExitWatcher, late_imports: LateImports) -> None:
        self._runs = runs
        self._exits = exits
        self.active = True
        self._patches = Patches()
        self._roots: list[Any] = []
        self._patch(subprocess.Popen)
        for module in _WITH_A_POPEN_OF_THEIR_OWN:
            late_imports.when_imported(module, self._patch_other)

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""
        self.active = False
        self._patches.stop()

    def _patch(self, popen: Any) -> None:
        """The start is seen in the class that makes the child, the waits wherever they are defined."""
        root = _root(popen)
        self._roots.append(root)
        standard = popen is root and root.poll.__globals__ is vars(subprocess)
        self._patches.replace(root, RUN_OF_POPEN, None)
        self._patches.replace(root, "__init__", self._patched_init(root, root.__init__, standard=standard))
        for owner in (root,) if popen is root else (popen, root):
            self._patches.replace(owner, "wait", self._patched_wait(owner.wait))
            self._patches.replace(owner, "communicate", self._patched_wait(owner.communicate))
        if sys.platform == "win32" or not standard:
            self._patches.replace(root, "returncode", _ReturnCode(self._on_returncode))

    def _patch_other(self, module: ModuleType) -> None:
        """Patch the `Popen` of gevent or eventlet, and the copy of it that eventlet's `run` uses, each once."""
        for popen in (module.Popen, getattr(module.run, "__globals__", {}).get("Popen")):
            if popen is not None and _root(popen) not in self._roots:
                self._patch(popen)

    def _patched_init(self, root: Any, original: Callable[..., None], *, standard: bool) -> Callable[..., None]:
        """All in one function: after a child has run, each call of another one costs half a microsecond."""
        runs = self._runs
        now_ns, monotonic_ns, of_pid, by_id = runs.now_ns, runs.monotonic_ns, runs.of_pid, runs.by_id

        @stands_in_for(original)
        def __init__(popen: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - stands in for that of Popen
            run, api = None, ""
            try:
                if self.active and (args or "args" in kwargs) and not (sending and is_own_request()):
                    command = args[0] if args else kwargs["args"]
                    api = name_of_call(sys._getframe(1), "popen", popen, command)  # noqa: SLF001 - no other way up
                    plain = not kwargs and len(args) <= _EXECUTABLE
                    executable, shell, cwd = _PLAIN if plain else _options(args, kwargs)
                    run = Run(api, taken(command), executable, shell, cwd, now_ns(), monotonic_ns())
                    by_id[run.id] = run
            except Exception as error:  # noqa: BLE001 - never into the app
                internal_error(error)
            try:
                original(popen, *args, **kwargs)
            except BaseException as error:
                if run is not None:
                    self._fail(popen, run, error)
                leave_out(error)
                raise
            if run is None:
                return
            try:
                run.pid = pid = popen.pid
                of_pid[pid] = run
                if type(popen) is root:
                    popen._desktop_rum_run = run  # noqa: SLF001 - ours; a microsecond less than the following
                else:
                    object.__setattr__(popen, RUN_OF_POPEN, run)
                watched = api not in WAITS_ITSELF
                if watched or runs.early or not standard:
                    self._follow(popen, run, watched=watched)
            except Exception as error:  # noqa: BLE001 - never into the app
                internal_error(error)

        return __init__

    def _patched_wait(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def wait(popen: Any, *args: Any, **kwargs: Any) -> Any:
            run = getattr(popen, RUN_OF_POPEN, None)
            if run is not None and (run.closed or not self.active):
                run = None
            if run is not None and run.watched:
                self._exits.unwatch(run)
            try:
                result = original(popen, *args, **kwargs)
            except BaseException as error:
                if run is not None:
                    self._wait_ended(run, error)
                leave_out(error)
                raise
            if run is not None and not run.closed:  # a class in the place of `Popen` had the status by means of its own
                self._on_returncode(popen, popen.returncode)
            return result

        return wait

    def _follow(self, popen: Any, run: Run, *, watched: bool) -> None:
        """Note the child's pid; watch the child, unless somebody has collected it already."""
        self._runs.started(run, popen.pid)
        if getattr(popen, "returncode", None) is not None:  # greenlets take turns while gevent starts a child
            self._runs.close(run, popen.returncode)
        elif watched:
            self._exits.watch(run)

    def _fail(self, popen: Any, run: Run, error: BaseException) -> None:
        """`Popen(…)` raised: there is no child, unless a signal handler raised after its start."""
        try:
            if _has_started(popen):
                object.__setattr__(popen, RUN_OF_POPEN, run)
                self._follow(popen, run, watched=True)
            else:
                self._runs.close(run, failure=failure_of(error))
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _wait_ended(self, run: Run, error: BaseException) -> None:
        """A wait of the app raised before the child's end: from here on nobody may wait for it, so it is watched."""
        try:
            timed_out = isinstance(error, subprocess.TimeoutExpired)
            if timed_out:
                run.timed_out = True
            # `run` and the like wait once more after a time-out, but never after a KeyboardInterrupt.
            if not run.closed and not run.watched and not (timed_out and run.api in WAITS_ITSELF):
                self._exits.watch(run)
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _on_returncode(self, popen: Any, returncode: int | None) -> None:
        """The object has learned its child's status."""
        run = getattr(popen, RUN_OF_POPEN, None)
        if run is None or run.closed or run.lost or returncode is None or not self.active:
            return
        try:
            if run.watched:
                self._exits.unwatch(run)
            self._runs.close(run, returncode)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)


def _root(popen: Any) -> Any:
    """The class that makes the child: the last one named `Popen`; that of eventlet has a copy as its base."""
    return ([popen] + [each for each in popen.__mro__ if each.__name__ == "Popen" and "__init__" in vars(each)])[-1]


def _options(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str | None, bool, str | None]:
    """Executable, shell and cwd."""
    executable, shell, cwd = kwargs.get("executable"), kwargs.get("shell"), kwargs.get("cwd")
    if len(args) > _EXECUTABLE:
        executable = args[_EXECUTABLE]
        shell = args[_SHELL] if len(args) > _SHELL else shell
        cwd = args[_CWD] if len(args) > _CWD else cwd
    return None if executable is None else as_text(executable), bool(shell), None if cwd is None else as_text(cwd)


def _has_started(popen: Any) -> bool:
    """Whether there is a child although `Popen(…)` raised: a signal handler did, while it waited for the exec."""
    if not getattr(popen, "_child_created", False):
        return False
    try:
        return child_status(popen.pid) is not None
    except StillRunning:
        return True


class _ReturnCode:
    """`Popen.returncode` as a data descriptor: the value stays in the object, as without us."""

    def __init__(self, on_first_set: Callable[[Any, int], None]) -> None:
        self._on_first_set = on_first_set

    def __get__(self, popen: Any, owner: type | None = None) -> Any:
        if popen is None:
            raise AttributeError(f"type object {getattr(owner, '__name__', '?')!r} has no attribute 'returncode'")
        try:
            return vars(popen)["returncode"]
        except KeyError:
            message = f"{type(popen).__name__!r} object has no attribute 'returncode'"
        raise AttributeError(message)

    def __set__(self, popen: Any, value: Any) -> None:
        state = vars(popen)
        first = value is not None and state.get("returncode") is None
        state["returncode"] = value
        if first:
            self._on_first_set(popen, value)

    def __delete__(self, popen: Any) -> None:
        if "returncode" not in vars(popen):
            raise AttributeError("returncode")
        del vars(popen)["returncode"]
