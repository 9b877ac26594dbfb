"""Functions that stand in for the app's: they look the same, can be pickled, and carry our mark.

Standard library only, and little of it: children use it.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from _weakrefset import WeakSet  # of which `weakref` has it, and which is there already
from types import BuiltinFunctionType, FunctionType

from desktop_rum.instrument.patching import MARKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Final

QT_NAMES: Final = ("__name__", "__qualname__")
"""What is taken over from Qt's methods: asked for more than names while it is being imported, PySide stumbles."""

_dressed: Final[WeakSet[Any]] = WeakSet()
"""Functions that have not been told their signature."""


class _BuiltIn(staticmethod):  # type: ignore[type-arg]
    """Stands in for a built-in: as such, it does not become a method in a class of the app's that has it.

    `inspect`, `pydoc` and `unittest.mock` tell built-ins by their class, and read the signature in their own way.
    """

    def __reduce__(self) -> str:
        return self.__qualname__

    def __repr__(self) -> str:
        return repr(self._original)

    @property  # type: ignore[misc] # read only: it is a built-in all its life
    def __class__(self) -> Any:
        return BuiltinFunctionType

    @property
    def __self__(self) -> Any:
        return self._original.__self__

    @property
    def __text_signature__(self) -> Any:
        return self._original.__text_signature__

    @property
    def _original(self) -> Any:
        return vars(self.__wrapped__)["__wrapped__"]


def tell_signatures(inspect: ModuleType) -> None:
    """Give each function that stands in for one the signature of the original; `inspect` is too slow to be imported."""
    if hasattr(inspect, "signature"):  # otherwise another thread is importing it
        while _dressed:
            function = _dressed.pop()
            with contextlib.suppress(TypeError, ValueError):
                function.__signature__ = inspect.signature(function.__wrapped__)


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
        function.__annotations__ = {}
        functools.update_wrapper(function, original, copied)
        if module is not None:
            function.__module__ = module
            if isinstance(original, BuiltinFunctionType):
                function = _BuiltIn(function)
        setattr(function, MARKER, True)
        if isinstance(original, FunctionType):
            _dressed.add(function)
            if "inspect" in sys.modules:
                tell_signatures(sys.modules["inspect"])
        return function

    return dress


def built_in_beneath(function: Any) -> Any:
    """The built-in that a function of ours stands in for; any other function itself."""
    if type(function) is _BuiltIn:
        ours: Any = function.__wrapped__
        return ours.__wrapped__
    return function
