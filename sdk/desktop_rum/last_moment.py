"""The moment between the app's last exit handler and the end of its modules: there is no hook for it.

The interpreter lets go of some names of `sys` first of all, so that destructors of what hides there find all modules as
they were. `sys.ps2` is the one of them that nobody asks for by then: the prompt of an interactive session, now over.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def at_last_moment(function: Callable[[], None]) -> None:
    """Call `function` then; where it raises, nobody hears of it."""
    sys.ps2 = _CallsWhenLetGoOf(function)


class _CallsWhenLetGoOf:
    def __init__(self, function: Callable[[], None]) -> None:
        self._function = function

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self._function()
