"""Notes on a run that the app itself asked for its child's end: `terminate`, `kill` and `send_signal` of `Popen`."""

from __future__ import annotations

import functools
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from desktop_rum import proc_stat
from desktop_rum.instrument.exits.child_status import uncollected_status
from desktop_rum.instrument.exits.process_handle import has_ended
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.run import RUN_OF_POPEN
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.instrument.run import Run

_METHODS = ("send_signal", "terminate", "kill")
_HAS_PROC: Final[bool] = sys.platform == "linux"


class ExitRequestsInstrument:
    """Patches the methods by which an app ends a child through the object that owns it."""

    def __init__(self) -> None:
        self._patches = Patches()
        noting = functools.cache(_noting)  # on Windows `kill` is another name of `terminate`, and stays so
        for name in _METHODS:
            self._patches.replace(subprocess.Popen, name, noting(getattr(subprocess.Popen, name)))

    def stop(self) -> None:
        """Take the patches back."""
        self._patches.stop()


def _note_request(run: Run | None, pid: int | None) -> None:
    """Note that the app asks for an exit, unless the child is gone already: pools kill dead workers as well."""
    try:
        if run is not None and pid is not None and not is_gone(pid):
            run.requested = True
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def is_gone(pid: int) -> bool:
    """Whether a child is dead, or dying of something else, collected or not."""
    if _HAS_PROC:
        stat = proc_stat.read(pid)
        return stat is None or stat.exiting
    if sys.platform == "win32":
        return has_ended(pid)
    return uncollected_status(pid) is not None


def _noting(original: Callable[..., Any]) -> Callable[..., Any]:
    @stands_in_for(original)
    def request(popen: Any, *args: Any, **kwargs: Any) -> Any:
        _note_request(getattr(popen, RUN_OF_POPEN, None), getattr(popen, "pid", None))
        try:
            return original(popen, *args, **kwargs)
        except BaseException as error:
            leave_out(error)
            raise

    return request
