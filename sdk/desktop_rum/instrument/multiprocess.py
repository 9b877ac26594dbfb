"""`multiprocessing.Process` and the workers of pools as runs, from `start()` to the exit, under every start method."""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop_rum.child import multiprocess as child_side
from desktop_rum.instrument.observations import MultiprocessingStarted
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.instrument.requests import note_request
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

MAX_NAME: Final = 200

API: Final = "multiprocessing"

_RUN: Final = "_desktop_rum_run"
"""Where a process object and the `Popen` beneath it keep their run."""

_POPENS: Final = ("multiprocessing.popen_fork", "multiprocessing.popen_spawn_win32")
"""The modules whose `Popen` has a `returncode` of its own; those of spawn and forkserver derive from the first."""


class HandOver(Protocol):
    """Takes observations, and handles them when it is woken."""

    def put_later(self, observation: object) -> None:
        """Take one."""

    def wake(self) -> None:
        """Handle what was taken."""


class MultiprocessingInstrument:
    """Patches the base class of all processes, whatever their context, and the classes that know their exit."""

    def __init__(
        self,
        runs: Runs,
        exits: ExitWatcher,
        hand_over: HandOver,
        late_imports: LateImports,
        folder: str | None,
    ) -> None:
        """Arguments: besides the usual ones, where children report to; None when they cannot."""
        self._runs = runs
        self._exits = exits
        self._hand_over = hand_over
        self._folder = folder
        self._active = True
        self.is_looked_for = False
        """Whether the pipeline's thread looks for new processes by itself."""
        self._patches = Patches()
        self._run_of: weakref.WeakKeyDictionary[Any, Run] = weakref.WeakKeyDictionary()
        late_imports.when_imported("multiprocessing.process", self._patch_process)
        for name in _POPENS:
            late_imports.when_imported(name, self._patch_popen)

    def stop(self) -> None:
        """Take the patches back."""
        self._active = False
        self._patches.stop()

    def abandon(self) -> None:
        """In a forked child: pass every call on; what the child itself runs stays patched, because it is about to."""
        self._active = False

    def _patch_process(self, module: ModuleType) -> None:
        process = module.BaseProcess
        self._patches.replace(process, "start", self._patched_start(process.start))
        for name in ("terminate", "kill"):
            self._patches.replace(process, name, self._noting(getattr(process, name)))
        if self._folder is not None:
            self._patches.replace(process, "_bootstrap", child_side.reporting_bootstrap(process._bootstrap))  # noqa: SLF001 - what every child runs

    def _patch_popen(self, module: ModuleType) -> None:
        self._patches.replace(module.Popen, "returncode", _ReturnCode(self._on_returncode))

    def _patched_start(self, original: Callable[..., None]) -> Callable[..., None]:
        wake = self._hand_over.wake

        @functools.wraps(original)
        def start(process: Any) -> None:
            run = self._begin(process) if self._active else None
            if run is None:
                original(process)
                return
            # Hardly anything of ours follows the start: after a fork each page that is touched is copied first, which
            # is a part of what `start()` takes. The pipeline's thread does the rest in a moment, with `follow`. To wake
            # it costs as much as all the rest, so that while an app starts processes it looks for them by itself.
            try:
                original(process)
            except BaseException as error:
                self._fail(run, error)
                raise
            finally:
                vars(process).pop(child_side.CARRIER, None)
                if not self.is_looked_for:
                    wake()

        setattr(start, MARKER, True)
        return start

    def _noting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def request(process: Any) -> Any:
            note_request(self._run_of.get(process), getattr(getattr(process, "_popen", None), "pid", None))
            return original(process)

        setattr(request, MARKER, True)
        return request

    def _begin(self, process: Any) -> Run | None:
        try:
            if process._popen is not None:  # noqa: SLF001 - `start()` says so itself
                return None
            name = str(process.name)[:MAX_NAME]
            run = self._runs.open(API, name, None, None, shell=False)
            self._run_of[process] = run
            if self._folder is not None:
                vars(process)[child_side.CARRIER] = child_side.Carrier(self._folder)
            self._hand_over.put_later(MultiprocessingStarted(run, name, process))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return run

    def _fail(self, run: Run, error: BaseException) -> None:
        try:
            self._runs.close(run, failure=(type(error).__name__, str(error)))
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def follow(self, run: Run, process: Any) -> bool:
        """Once the process has a pid, note it and watch its exit; whether there is nothing more to be done.

        Called by the pipeline's thread, again and again until it has.
        """
        if not self._active or not self._runs.is_open(run):
            return True
        popen = process._popen  # noqa: SLF001 - there is no public way to it
        if popen is None or not hasattr(popen, "sentinel"):
            return False  # in the middle of its start
        run.pid = popen.pid
        vars(popen)[_RUN] = run
        if popen.returncode is not None:
            self._on_returncode(popen, popen.returncode)
        else:
            self._exits.watch(run)
        return True

    def _on_returncode(self, popen: Any, returncode: int) -> None:
        run = vars(popen).get(_RUN)
        if run is not None and self._active:
            self._exits.unwatch(run)
            self._runs.close(run, returncode, ended_ns=self._exits.ended_ns(run))


class _ReturnCode:
    """`returncode` as a data descriptor: the value stays in the object, and whoever sets it first tells of the exit."""

    def __init__(self, on_first_set: Callable[[Any, int], None]) -> None:
        self._on_first_set = on_first_set

    def __get__(self, popen: Any, owner: type | None = None) -> Any:
        if popen is None or "returncode" not in vars(popen):
            message = f"{type(popen).__name__!r} object has no attribute 'returncode'"
            raise AttributeError(message)
        return vars(popen)["returncode"]

    def __set__(self, popen: Any, value: Any) -> None:
        first = value is not None and vars(popen).get("returncode") is None
        vars(popen)["returncode"] = value
        if first:
            try:
                self._on_first_set(popen, value)
            except Exception as error:  # noqa: BLE001 - never into the app
                internal_error(error)

    def __delete__(self, popen: Any) -> None:
        del vars(popen)["returncode"]
