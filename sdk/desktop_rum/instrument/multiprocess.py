"""`multiprocessing.Process` and the workers of pools as runs, from `start()` to the exit, under every start method.

Next to nothing is done in `start()`, and nearly all of that before the fork: afterwards each page of memory is copied
before it is written to, which is most of what a start costs; even counting a reference writes. So the call only adds a
note, and the pipeline's thread makes a run of it a moment later. Waking that thread would cost more than all the rest,
so while an app starts processes the thread looks for notes by itself. A note keeps nothing of the app's alive: the next
process gets the memory of the last one, and its files are closed when the app lets go of them.
"""

from __future__ import annotations

import functools
import os
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.child import nested
from desktop_rum.child.meeting_place import SERVER
from desktop_rum.child.multiprocess import CARRIER, Carrier, reporting_bootstrap
from desktop_rum.instrument.exit_requests import is_gone
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.instrument.run import Run
from desktop_rum.interruption import leave_out
from desktop_rum.json_safe import safe_text
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

_ATTRIBUTE: Final = "_desktop_rum_note"
"""Where the `Popen` beneath a process object keeps the note of its start."""

_SERVER_MODULE: Final = "desktop_rum.child.forkserver"
"""What a forkserver imports for its children, by name: to import it is to do what it does."""

_PRELOADED: Final = "_preload_modules"
"""The attribute of a forkserver that has the names of what it imports."""

_Note = list[Any]
"""What is known of a process, at the places below. A class of ours would mean three more pages to write to."""

_NAME, _STARTED_NS, _PID, _FAILURE, _REQUESTED, _ENDED, _RUN = range(7)
"""Its name; when `start()` was called, on the monotonic clock; its pid, 0 where nobody knows it; or what `start()`
raised, and while that runs neither; whether the app asked for its end; status and time of its exit; its run."""

_ENDS: Final = {
    "multiprocessing.popen_fork": "poll",
    "multiprocessing.popen_forkserver": "poll",
    "multiprocessing.popen_spawn_win32": "wait",
}
"""The method of each `Popen` that learns of the exit; that of spawn on POSIX is the first one's."""


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
        self._monotonic_ns = runs.monotonic_ns
        self._exits = exits
        self._wake = wake
        self._folder = folder
        self._carrier = None if folder is None else Carrier(folder)
        self._server: Any = None
        self._ready_server: int | None = None
        """The pid of the forkserver whose children know where to report."""
        self._default_context: Any = None
        self.active = True
        self._new: deque[_Note] = deque(maxlen=MOST_NEW)
        self.is_looked_for = False
        """Whether the pipeline's thread looks for new processes by itself."""
        self._patches = Patches()
        late_imports.when_imported("multiprocessing.process", self._patch_process)
        for module, method in _ENDS.items():
            late_imports.when_imported(module, functools.partial(self._patch_end, method))
        if folder is not None:
            late_imports.when_imported("multiprocessing.context", self._note_default_context)
            late_imports.when_imported("multiprocessing.forkserver", self._patch_forkserver)

    def stop(self) -> None:
        """Take the patches back."""
        self.active = False
        self._patches.stop()

    def take_new(self) -> Iterator[Run]:
        """A run for each process that was started since the last time. Called by the pipeline's thread."""
        for _ in range(len(self._new)):
            note = self._new.popleft()
            if note[_PID] is None and note[_FAILURE] is None:  # being started
                self._new.append(note)
            elif note[_PID] != 0:
                yield self._run_of(note)
                self._follow(note)

    def _run_of(self, note: _Note) -> Run:
        name, started_ns = safe_text(note[_NAME])[:MAX_NAME], note[_STARTED_NS]
        started_at_ns = self._runs.now_ns() - (self._runs.monotonic_ns() - started_ns)
        run = Run(API, name, None, False, None, started_at_ns, started_ns)  # noqa: FBT003 - no shell
        run.pid = note[_PID]
        self._runs.add(run)
        note[_NAME] = None
        note[_RUN] = run  # before the looks at the request and the exit, which are noted the other way round
        return run

    def _follow(self, note: _Note) -> None:
        """Watch the exit of a process, unless it is known by now."""
        run: Run = note[_RUN]
        run.requested = run.requested or note[_REQUESTED]
        if run.pid is None:
            self._runs.close(run, failure=note[_FAILURE])
        elif note[_ENDED] is not None:
            self._close(note)
        else:
            self._exits.watch(run)

    def _patch_process(self, module: ModuleType) -> None:
        process = module.BaseProcess
        self._patches.replace(process, "start", self._patched_start(process.start))
        for name in ("terminate", "kill"):
            self._patches.replace(process, name, self._noting_request(getattr(process, name), _popen_of))
        if self._carrier is not None:
            self._patches.replace(process, "_bootstrap", reporting_bootstrap(process._bootstrap))  # noqa: SLF001 - what every child runs

    def _patch_end(self, method: str, module: ModuleType) -> None:
        popen = module.Popen
        self._patches.replace(popen, method, self._noting_exit(getattr(popen, method)))
        if "terminate" in vars(popen):  # what the app's exit calls for each daemonic process, past the object's own
            self._patches.replace(popen, "terminate", self._noting_request(popen.terminate, lambda popen: popen))

    def _patch_forkserver(self, module: ModuleType) -> None:
        """What every child needs a server prepares before it forks: a child begins 20 ms earlier.

        The list is asked for when a server is started, which is seldom; the app's own stays as it is.
        """
        self._patches.replace(module.ForkServer, _PRELOADED, property(_preloaded, _set_preloaded))
        self._server = module._forkserver  # noqa: SLF001 - there is no public way to it

    def _note_default_context(self, module: ModuleType) -> None:
        self._default_context = module._default_context  # noqa: SLF001 - as above

    def _send_word(self, process: Any) -> dict[str, Any]:
        """Put the carrier into what travels into the child, which this gives; empty where the child knows by itself."""
        if self._carrier is None:
            return {}
        try:
            method = process._start_method  # noqa: SLF001 - there is no public way to it
            if method is None:
                method = self._default_context._actual_context._name  # noqa: SLF001 - as above
            if method == "fork" or (method == "forkserver" and self._is_server_ready()):
                return {}
        except AttributeError:  # the first process, or a class of somebody else's
            pass
        config: dict[str, Any] = vars(process).get("_config", {})  # one of its own, which every child gets
        config[CARRIER] = self._carrier
        return config

    def _is_server_ready(self) -> bool:
        server = self._server._forkserver_pid  # noqa: SLF001 - there is no public way to it
        if server is None or server == self._ready_server:
            return server is not None
        if not os.access(f"{self._folder}/{SERVER}{server}", os.F_OK):
            return False
        self._ready_server = server
        return True

    def _patched_start(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def start(process: Any) -> None:
            if not self.active or getattr(process, "_popen", self) is not None:  # which `start()` itself refuses
                nested.before_start(process)
                try:
                    original(process)
                except BaseException as error:
                    leave_out(error)
                    raise
                finally:
                    nested.after_start(process)
                return
            name = getattr(process, "_name", "")  # `name` may be the app's code
            note: _Note = [name, self._monotonic_ns(), None, None, False, None, None]
            self._new.append(note)
            carrying = self._send_word(process)
            try:
                original(process)
            except BaseException as error:
                note[_FAILURE] = _failure_of(error)
                leave_out(error)
                raise
            else:
                try:
                    popen = process._popen  # noqa: SLF001 - there is no public way to it
                    note[_PID] = popen.pid
                    popen._desktop_rum_note = note  # noqa: SLF001 - ours
                    if popen.returncode is not None:  # another thread was faster
                        self._on_exit(popen, popen.returncode)
                except Exception as error:  # noqa: BLE001 - such as a `Popen` of the app's own
                    note[_PID] = note[_PID] or 0
                    internal_error(error)
            finally:
                carrying.pop(CARRIER, None)
                if not self.is_looked_for:
                    self._wake()

        setattr(start, MARKER, True)
        return start

    def _noting_request(self, original: Callable[..., Any], popen_of: Callable[[Any], Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def request(owner: Any) -> Any:
            if self.active:
                _note_request(owner, popen_of)
            else:
                nested.requested(owner)
            try:
                return original(owner)
            except BaseException as error:
                leave_out(error)
                raise

        setattr(request, MARKER, True)
        return request

    def _noting_exit(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def look(popen: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                returncode = original(popen, *args, **kwargs)
            except BaseException as error:
                leave_out(error)
                raise
            if not self.active:
                nested.exited(popen, returncode)
            elif returncode is not None:
                self._on_exit(popen, returncode)
            return returncode

        setattr(look, MARKER, True)
        return look

    def _on_exit(self, popen: Any, returncode: int) -> None:
        """The app has learned of the exit, this time or before."""
        try:
            note: _Note | None = getattr(popen, _ATTRIBUTE, None)
            if note is not None and note[_ENDED] is None:
                note[_ENDED] = returncode, self._runs.monotonic_ns()
                if note[_RUN] is not None:
                    self._close(note)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _close(self, note: _Note) -> None:
        """There are a run and its exit; two threads may have learned of both at the same moment."""
        run: Run = note[_RUN]
        returncode, ended_ns = note[_ENDED]
        if not run.closed:
            self._exits.unwatch(run)
            run.gone_ns = run.gone_ns or ended_ns
            self._runs.close(run, returncode)


def _preloaded(server: Any) -> list[str]:
    """The modules that a server imports: the app's, and ours."""
    names: list[str] = vars(server)[_PRELOADED]
    return names if _SERVER_MODULE in names else [*names, _SERVER_MODULE]


def _set_preloaded(server: Any, names: list[str]) -> None:
    vars(server)[_PRELOADED] = names


def _popen_of(process: Any) -> Any:
    return process._popen  # noqa: SLF001 - there is no public way to it


def _note_request(owner: Any, popen_of: Callable[[Any], Any]) -> None:
    """The app asks for the end of a process that lives; there may be no run of it yet."""
    try:
        popen = popen_of(owner)
        note: _Note | None = getattr(popen, _ATTRIBUTE, None)
        if note is not None and not is_gone(popen.pid):
            note[_REQUESTED] = True
            if note[_RUN] is not None:
                note[_RUN].requested = True
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def _failure_of(error: BaseException) -> tuple[str, str]:
    try:
        return type(error).__name__, str(error)
    except Exception:  # noqa: BLE001 - an exception of the app's that has no text
        return type(error).__name__, ""
