"""Runs an instrument when the module it patches is imported, so that nothing is imported for the app's sake.

Neither class derives from `importlib.abc`, which costs 18 ms to import: the import system asks for methods only.
"""

from __future__ import annotations

import sys

from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any, TypeAlias

    OnImport: TypeAlias = Callable[[ModuleType], None]


class LateImports:
    """A finder that finds nothing itself: it lets the others find, and calls back once the module is executed."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[OnImport]] = {}
        sys.meta_path.insert(0, self)

    def when_imported(self, name: str, callback: OnImport) -> None:
        """Call `callback` with the module `name`: now if it is imported, otherwise when it is."""
        module = sys.modules.get(name)
        if module is not None:
            _call(callback, module)
        else:
            self._waiting.setdefault(name, []).append(callback)

    def stop(self) -> None:
        """Wait for no further import."""
        self._waiting.clear()
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Part of the import system: the spec that the other finders have, with a loader that calls back."""
        if fullname not in self._waiting:
            return None
        for finder in list(sys.meta_path):
            spec = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    loader: Any = _CallingLoader(spec.loader, self._waiting)
                    spec.loader = loader
                return spec
        return None


class _CallingLoader:
    """Loads as the original does, puts the original back into the module, then calls back.

    Who asks for a spec need not load it, and other finders of this kind ask us for one that they ask for themselves.
    """

    def __init__(self, original: Any, waiting: dict[str, list[OnImport]]) -> None:
        self._original = original
        self._waiting = waiting

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._original.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._original
        if module.__spec__ is not None:
            module.__spec__.loader = self._original  # not before: the import system asks the spec who executes
        self._original.exec_module(module)
        for callback in self._waiting.pop(module.__name__, ()):
            _call(callback, module)


def _call(callback: OnImport, module: ModuleType) -> None:
    try:
        callback(module)
    except Exception as error:  # noqa: BLE001 - never into the app's import
        internal_error(error)
