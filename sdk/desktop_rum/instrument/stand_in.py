"""Functions that stand in for the app's: they look the same, can be pickled, and carry our mark."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.patching import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable


QT_NAMES: Final = ("__name__", "__qualname__")
"""What is taken over from Qt's methods: asked for more than names while it is being imported, PySide stumbles."""


def stands_in_for(
    original: Callable[..., Any],
    module: str | None = None,
    *,
    copied: tuple[str, ...] = functools.WRAPPER_ASSIGNMENTS,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates a function that stands in for `original`.

    Arguments: `module` is where the app finds it, for a built-in of `posix` that lives in `os` could not be pickled by
    its own word; `copied` are the attributes that are taken over.
    """

    def dress(function: Callable[..., Any]) -> Callable[..., Any]:
        functools.update_wrapper(function, original, copied)
        if module is not None:
            function.__module__ = module
        setattr(function, MARKER, True)
        return function

    return dress
