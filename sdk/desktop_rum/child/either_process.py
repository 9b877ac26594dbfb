"""Calls that every process of the app has: in the main one they go to its SDK, in a child to the main process."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from desktop_rum.child import this_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def also_in_children(module: ModuleType) -> Callable[[Callable[_Arguments, _Result]], Callable[_Arguments, _Result]]:
    """Decorates a public call: in a child, also a forked one, that of the same name in `module` is called instead."""

    def decorate(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
        in_child: Callable[_Arguments, _Result] = getattr(module, function.__name__)

        @functools.wraps(function)
        def either(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
            return (in_child if this_process.is_child() else function)(*args, **kwargs)

        return either

    return decorate
