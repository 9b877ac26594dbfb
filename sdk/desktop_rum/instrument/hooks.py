"""A hook of a module that the app may set whenever it likes: whatever it sets, our function is called first.

The interpreter takes `sys.excepthook` and its like out of the module's dict, the app sets them as attributes. So the
module gets a class that puts our function into the dict and shows the app what the app has set. An audit hook sees
`sys.excepthook` too, but not that of `threading`, is called for every file and import, and can never be taken back.

Standard library only: children use it as well.
"""

from __future__ import annotations

from types import FunctionType

from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Final, TypeAlias

    Hook: TypeAlias = Callable[..., object]

_STANDS_BEFORE: Final = "__desktop_rum_stands_before__"
"""Where a function of ours keeps its identity, since others copy all that they find there, and the app's hook."""

_MAY_BE_NONE: Final = frozenset({"unraisablehook"})
"""Where the interpreter takes None for its own hook, as ours has to do. `sys.excepthook` it calls whatever it is."""


class ModuleHooks:
    """Some hooks of one module; `stop()` leaves there what the app has set last."""

    def __init__(self, module: ModuleType, **wrappers: Callable[[Hook], Hook]) -> None:
        """Arguments: for the name of each hook, what makes a function of ours that calls a given one at its end."""
        self._module = module
        self._before = type(module)
        self._places = [_Place(name, vars(module).get(name), wrap) for name, wrap in wrappers.items()]
        members = {place.name: place for place in self._places} | {"__reduce__": _reduce}
        self._ours = type(self._before.__name__, (self._before,), members)
        for place in self._places:
            if place.name in vars(module):
                vars(module)[place.name] = place.first
        module.__class__ = self._ours

    def stop(self) -> None:
        """Take our functions out; may be called again."""
        for place in self._places:
            place.leave(self._module)
        if type(self._module) is self._ours:
            self._module.__class__ = self._before


class _Place:
    """One hook, as the app sees it: a descriptor of the module's class."""

    def __init__(self, name: str, hook: Any, wrap: Callable[[Hook], Hook]) -> None:
        self.name = name
        self._wrap = wrap
        self._active = True
        self.first = self._standing_before(hook) if self._is_called(hook) else hook
        """Stands before the hook that was there before us. The app sees this one: it may call the hook itself."""

    def __get__(self, module: ModuleType | None, _kind: type | None = None) -> Any:
        if module is None:
            return self
        try:
            hook = vars(module)[self.name]
        except KeyError:
            raise AttributeError(f"module {module.__name__!r} has no attribute {self.name!r}") from None
        return hook if hook is self.first else _behind(hook)

    def __set__(self, module: ModuleType, hook: Any) -> None:
        is_the_apps = self._is_called(hook) and _behind(hook) is hook
        vars(module)[self.name] = self._standing_before(hook) if self._active and is_the_apps else hook

    def __delete__(self, module: ModuleType) -> None:
        if vars(module).pop(self.name, None) is None:
            raise AttributeError(self.name)

    def leave(self, module: ModuleType) -> None:
        """Put what is behind our function in its place."""
        self._active = False
        hook = vars(module).get(self.name)
        if hook is not None:
            vars(module)[self.name] = _behind(hook)

    def _is_called(self, hook: Any) -> bool:
        return callable(hook) or (hook is None and self.name in _MAY_BE_NONE)

    def _standing_before(self, hook: Any) -> Any:
        try:
            function = self._wrap(hook)
            setattr(function, _STANDS_BEFORE, (id(function), hook))
        except Exception as error:  # noqa: BLE001 - the app's own object, which may be anything that can be called
            internal_error(error)
            return hook
        return function


def _behind(hook: Any) -> Any:
    """The hook that the app has set, where `hook` is ours standing before it; otherwise `hook` itself."""
    if type(hook) is not FunctionType:
        return hook
    identity, behind = vars(hook).get(_STANDS_BEFORE, (None, None))
    return behind if identity == id(hook) else hook


def _reduce(module: ModuleType) -> tuple[Callable[[str], ModuleType], tuple[str]]:
    """Pickles the module by its name, as libraries do that can pickle modules at all."""
    import importlib

    return importlib.import_module, (module.__name__,)
