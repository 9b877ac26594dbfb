"""What the instruments of starts share: their patches, the run of a call, and what becomes of it after the call."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from desktop_rum.instrument.command import as_text, failure_of, taken
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.run import Run
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import is_interruption
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.runs import Runs


class Starts:
    """Patches of calls that start programs."""

    def __init__(self, runs: Runs, exits: ExitWatcher) -> None:
        self._runs = runs
        self._exits = exits
        self.active = True
        self._patches = Patches()

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""
        self.active = False
        self._patches.stop()

    def _replace(self, module: Any, name: str, patched: Callable[[Any, str], Callable[..., Any]]) -> None:
        original = getattr(module, name, None)
        if original is not None:
            dressed = stands_in_for(original, module.__name__)(patched(original, name))
            self._patches.replace(module, name, dressed)

    def _begin(self, api: str, given: Any, executable: Any, shell: bool) -> Run | None:  # noqa: FBT001 - see here
        """The run of a call that is about to be made.

        All in one function, called without names: after a child has run, whatever is touched costs a microsecond.
        """
        if not self.active:
            return None
        try:
            runs = self._runs
            program = executable if type(executable) is str or executable is None else as_text(executable)
            run = Run(api, taken(given), program, shell, None, runs.now_ns(), runs.monotonic_ns())
            runs.by_id[run.id] = run
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return run

    def _failed(self, run: Run | None, error: BaseException) -> None:
        if run is None:
            return
        try:
            if run.pid is None:
                self._runs.close(run, failure=None if is_interruption(error) else failure_of(error))
            elif isinstance(error, ChildProcessError):
                self._exits.collected_elsewhere(run)
            elif not run.watched:
                self._exits.watch(run)  # it runs: what was interrupted is the wait for it
        except Exception as failure:  # noqa: BLE001 - never into the app
            internal_error(failure)

    def _ended(self, run: Run, status: int) -> None:
        """The call has waited for the child, and gives its status as the system has it."""
        try:
            if status >= 0:
                self._runs.close(run, os.waitstatus_to_exitcode(status))
            elif sys.platform != "win32" and signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
                self._runs.close(run)  # the system keeps no status
            else:
                self._runs.close(run, failure=("OSError", "the shell could not be started"))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
