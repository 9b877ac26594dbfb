"""Notes on a run that the app itself asked for its child's end: `terminate`, `kill` and `send_signal` of `Popen`."""

from __future__ import annotations

import functools
import subprocess
from typing import TYPE_CHECKING, Any

from desktop_rum.instrument.patching import MARKER, Patches

if TYPE_CHECKING:
    from collections.abc import Callable

_METHODS = ("send_signal", "terminate", "kill")
_RUN = "_desktop_rum_run"


class RequestsInstrument:
    """Patches the methods by which an app ends a child through the object that owns it."""

    def __init__(self) -> None:
        self._patches = Patches()
        for name in _METHODS:
            self._patches.replace(subprocess.Popen, name, _noting(getattr(subprocess.Popen, name)))

    def stop(self) -> None:
        """Take the patches back."""
        self._patches.stop()


def _noting(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def request(popen: Any, *args: Any, **kwargs: Any) -> Any:
        run = getattr(popen, _RUN, None)
        if run is not None:
            run.requested = True
        return original(popen, *args, **kwargs)

    setattr(request, MARKER, True)
    return request
