"""Runs an instrument when the module it patches is imported, so that nothing is imported for the app's sake.

Neither class derives from `importlib.abc`, which costs 18 ms to import: the import system asks for methods only.
"""

from __future__ import annotations

import sys
import threading

from desktop_rum.interruption import leave_out
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
        self.active = True
        """Whether anybody is called back."""
        self._waiting: dict[str, list[OnImport]] = {}
        self._asking: set[tuple[int, str]] = set()
        """Threads and the names for which they are asking the other finders, which may ask us in turn."""
        sys.meta_path.insert(0, self)

    def when_imported(self, name: str, callback: OnImport) -> None:
        """Call `callback` with the module `name`: now if it is imported, otherwise when it is.

        One that another thread is in the middle of importing is waited for.
        """
        module = sys.modules.get(name)
        if module is not None and _is_being_imported(module):
            module = _imported(name)
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
        asking = (threading.get_ident(), fullname)
        if fullname not in self._waiting or asking in self._asking or not self.active:
            return None
        self._asking.add(asking)
        try:
            for finder in list(sys.meta_path):
                spec = None if finder is self else finder.find_spec(fullname, path, target)
                if spec is not None:
                    return self._calling(spec)
        except BaseException as error:
            leave_out(error)
            raise
        finally:
            self._asking.discard(asking)
        return None

    def _taken(self, name: str) -> Sequence[OnImport]:
        """Who is called back once the module `name` is there, once."""
        return self._waiting.pop(name, ()) if self.active else ()

    def _calling(self, spec: ModuleSpec) -> ModuleSpec:
        if spec.loader is not None and hasattr(spec.loader, "exec_module"):
            loader: Any = _CallingLoader(spec.loader, self._taken)
            spec.loader = loader
        return spec


class _CallingLoader:
    """Loads as the original does, puts the original back into the module, then calls back.

    Who asks for a spec need not load it, and other finders of this kind ask us for one that they ask for themselves.
    """

    def __init__(self, original: Any, taken: Callable[[str], Sequence[OnImport]]) -> None:
        self._original = original
        self._taken = taken

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        try:
            module: ModuleType | None = self._original.create_module(spec)
        except BaseException as error:
            leave_out(error)
            raise
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._original
        if module.__spec__ is not None:
            module.__spec__.loader = self._original  # not before: the import system asks the spec who executes
        try:
            self._original.exec_module(module)
        except BaseException as error:
            leave_out(error)
            raise
        for callback in self._taken(module.__name__):
            _call(callback, module)


def _is_being_imported(module: ModuleType) -> bool:
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def _imported(name: str) -> ModuleType | None:
    """The module once the thread that imports it is done; None where that came to nothing."""
    import importlib

    try:
        return importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever it raises in the app's thread as well
        return None


def _call(callback: OnImport, module: ModuleType) -> None:
    try:
        callback(module)
    except Exception as error:  # noqa: BLE001 - never into the app's import
        internal_error(error)
