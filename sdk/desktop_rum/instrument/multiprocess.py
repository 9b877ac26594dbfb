"""`multiprocessing.Process` and the workers of pools as runs, from `start()` to the exit, under every start method.

Next to nothing is done in `start()`: after a fork each page of memory that is touched is copied first, or at least
faulted in, and that is what a start costs. So the call only notes what it has started, and the pipeline's thread makes
the run of it in a moment. To wake that thread costs more than all the rest: while an app starts processes the thread
looks for them by itself.
"""

from __future__ import annotations

import functools
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.child.multiprocess import CARRIER, Carrier, reporting_bootstrap
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.instrument.requests import is_gone
from desktop_rum.instrument.run import Run
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.runs import Runs

MAX_NAME: Final = 200

API: Final = "multiprocessing"

MOST_NEW: Final = 10_000
"""Processes that may have been started since somebody looked; the oldest beyond that are not told."""

_RUN: Final = "_desktop_rum_run"
"""Where the `Popen` beneath a process object keeps its run."""

_REQUESTED: Final = "_desktop_rum_requested"
"""What it has when the app asked for its end."""

_ENDED: Final = "_desktop_rum_ended_ns"
"""What it has when its exit was learned before it had a run: when, on the monotonic clock."""

_ENDS: Final = {
    "multiprocessing.popen_fork": "poll",
    "multiprocessing.popen_forkserver": "poll",
    "multiprocessing.popen_spawn_win32": "wait",
}
"""The method of each `Popen` that learns of the exit; that of spawn on POSIX is the first one's."""

_LAUNCHES: Final = {
    "multiprocessing.popen_spawn_posix": "_launch",
    "multiprocessing.popen_forkserver": "_launch",
    "multiprocessing.popen_spawn_win32": "__init__",
    "loky.backend.popen_loky_posix": "_launch",
    "joblib.externals.loky.backend.popen_loky_posix": "_launch",
}
"""The method of each `Popen` that pickles the process object. What is forked knows where to report to."""

_Started = tuple[Any, Any, int, tuple[str, str] | None]
"""A `Popen` (None where it failed), the name of its process, when it was started, and what `start()` raised."""


class MultiprocessingInstrument:
    """Patches the base class of all processes, whatever their context, and the classes that know their exit."""

    def __init__(
        self,
        runs: Runs,
        exits: ExitWatcher,
        wake: Callable[[], None],
        late_imports: LateImports,
        folder: str | None,
    ) -> None:
        """Arguments: besides the usual ones, what has somebody look, and where children report to; None: nowhere."""
        self._runs = runs
        self._exits = exits
        self._wake = wake
        self._folder = folder
        self._active = True
        self._new: deque[_Started] = deque(maxlen=MOST_NEW)
        self.is_looked_for = False
        """Whether the pipeline's thread looks for new processes by itself."""
        self._patches = Patches()
        late_imports.when_imported("multiprocessing.process", self._patch_process)
        for module, method in _ENDS.items():
            late_imports.when_imported(module, functools.partial(self._patch_end, method))
        if folder is not None:
            for module, method in _LAUNCHES.items():
                late_imports.when_imported(module, functools.partial(self._patch_launch, method, Carrier(folder)))

    def stop(self) -> None:
        """Take the patches back."""
        self._active = False
        self._patches.stop()

    def abandon(self) -> None:
        """In a forked child: pass every call on; what the child itself runs stays patched, because it is about to."""
        self._active = False
        self._new.clear()

    def take_new(self) -> Iterator[Run]:
        """A run for each process that was started since the last time. Called by the pipeline's thread."""
        while self._new:
            popen, name, started_ns, failure = self._new.popleft()
            started_at_ns = self._runs.now_ns() - (self._runs.monotonic_ns() - started_ns)
            run = Run(API, str(name)[:MAX_NAME], None, False, None, started_at_ns, started_ns)  # noqa: FBT003 - no shell
            run.pid = getattr(popen, "pid", None)
            self._runs.add(run)
            yield run
            self._follow(run, popen, failure)

    def _follow(self, run: Run, popen: Any, failure: tuple[str, str] | None) -> None:
        """Watch the exit of a process, unless it is known by now."""
        if popen is None:
            self._runs.close(run, failure=failure)
            return
        attributes = vars(popen)
        attributes[_RUN] = run  # before the looks at the request and the exit, which are noted the other way round
        run.requested = run.requested or _REQUESTED in attributes
        if popen.returncode is not None:
            self._on_exit(popen, popen.returncode)
        else:
            self._exits.watch(run)

    def _patch_process(self, module: ModuleType) -> None:
        process = module.BaseProcess
        self._patches.replace(process, "start", self._patched_start(process.start))
        for name in ("terminate", "kill"):
            self._patches.replace(process, name, self._noting_request(getattr(process, name)))
        if self._folder is not None:
            self._patches.replace(process, "_bootstrap", reporting_bootstrap(process._bootstrap))  # noqa: SLF001 - what every child runs

    def _patch_end(self, method: str, module: ModuleType) -> None:
        self._patches.replace(module.Popen, method, self._noting_exit(getattr(module.Popen, method)))

    def _patch_launch(self, method: str, carrier: Carrier, module: ModuleType) -> None:
        self._patches.replace(module.Popen, method, self._carrying(getattr(module.Popen, method), carrier))

    def _patched_start(self, original: Callable[..., None]) -> Callable[..., None]:
        note, monotonic_ns = self._new.append, self._runs.monotonic_ns

        @functools.wraps(original)
        def start(process: Any) -> None:
            if not self._active or process._popen is not None:  # noqa: SLF001 - `start()` says so itself
                original(process)
                return
            started_ns = monotonic_ns()
            try:
                original(process)
            except BaseException as error:
                note((None, process._name, started_ns, _failure_of(error)))  # noqa: SLF001 - `name` may be the app's code
                raise
            else:
                note((process._popen, process._name, started_ns, None))  # noqa: SLF001 - as above
            finally:
                if not self.is_looked_for:
                    self._wake()

        setattr(start, MARKER, True)
        return start

    def _carrying(self, original: Callable[..., None], carrier: Carrier) -> Callable[..., None]:
        @functools.wraps(original)
        def launch(popen: Any, process: Any) -> None:
            attributes = vars(process)
            if self._active:
                attributes[CARRIER] = carrier
            try:
                original(popen, process)
            finally:
                attributes.pop(CARRIER, None)

        setattr(launch, MARKER, True)
        return launch

    def _noting_request(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def request(process: Any) -> Any:
            if self._active:
                _note_request(process)
            return original(process)

        setattr(request, MARKER, True)
        return request

    def _noting_exit(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def look(popen: Any, *args: Any, **kwargs: Any) -> Any:
            returncode = original(popen, *args, **kwargs)
            if returncode is not None and self._active:
                self._on_exit(popen, returncode)
            return returncode

        setattr(look, MARKER, True)
        return look

    def _on_exit(self, popen: Any, returncode: int) -> None:
        """The app has learned of the exit, this time or before."""
        try:
            attributes = vars(popen)
            run: Run | None = attributes.get(_RUN)
            if run is None:
                attributes.setdefault(_ENDED, self._runs.monotonic_ns())
            elif not run.closed:
                self._exits.unwatch(run)
                run.gone_ns = attributes.get(_ENDED) or run.gone_ns
                self._runs.close(run, returncode)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)


def _note_request(process: Any) -> None:
    """The app asks for the end of a process that lives; there may be no run of it yet."""
    try:
        popen = process._popen  # noqa: SLF001 - there is no public way to it
        if popen is not None and not is_gone(popen.pid):
            vars(popen)[_REQUESTED] = True
            run = vars(popen).get(_RUN)
            if run is not None:
                run.requested = True
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def _failure_of(error: BaseException) -> tuple[str, str]:
    try:
        return type(error).__name__, str(error)
    except Exception:  # noqa: BLE001 - an exception of the app's that has no text
        return type(error).__name__, ""
