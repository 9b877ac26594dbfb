"""Modules that the app imports later, also where others have a hand in imports."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import pytest

from desktop_rum.instrument.late_imports import LateImports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path

NAME: Final = "imported_late"


@pytest.fixture
def late_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LateImports]:
    (tmp_path / f"{NAME}.py").write_text("value = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    late_imports = LateImports()
    yield late_imports
    late_imports.stop()
    sys.modules.pop(NAME, None)


class Asking:
    """A finder that asks for the spec as anybody may, as those of ddtrace and wrapt do."""

    def __init__(self) -> None:
        self._asked = False

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != NAME or self._asked:
            return None
        self._asked = True
        try:
            return importlib.util.find_spec(name)
        finally:
            self._asked = False


def test_who_only_asks_whether_there_is_a_module_imports_nothing(late_imports: LateImports) -> None:
    seen: list[ModuleType] = []
    late_imports.when_imported(NAME, seen.append)
    assert importlib.util.find_spec(NAME) is not None
    assert seen == []
    assert seen == [importlib.import_module(NAME)]


@pytest.mark.parametrize("position", [0, 1])
def test_a_finder_that_asks_us_while_we_ask_it(
    position: int, late_imports: LateImports, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    late_imports.when_imported(NAME, lambda module: seen.append(module.value))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path[:position], Asking(), *sys.meta_path[position:]])
    module = importlib.import_module(NAME)
    assert seen == [1]
    assert type(module.__loader__).__name__ == "SourceFileLoader"


def test_two_of_ours_hear_of_the_same_module(late_imports: LateImports) -> None:
    """As in a worker that starts an SDK of its own."""
    seen: list[str] = []
    other = LateImports()
    late_imports.when_imported(NAME, lambda _: seen.append("first"))
    other.when_imported(NAME, lambda _: seen.append("second"))
    module = importlib.import_module(NAME)
    other.stop()
    assert sorted(seen) == ["first", "second"]
    assert type(module.__loader__).__name__ == "SourceFileLoader"


@pytest.mark.parametrize("begun", [False, True])
def test_nobody_is_called_back_once_it_is_switched_off(begun: bool, late_imports: LateImports) -> None:
    """As in a forked child, which may be in the middle of an import."""
    seen: list[ModuleType] = []
    late_imports.when_imported(NAME, seen.append)
    spec = importlib.util.find_spec(NAME) if begun else None
    late_imports.active = False
    if spec is None:
        spec = importlib.util.find_spec(NAME)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.value == 1
    assert seen == []


def test_a_module_that_another_thread_is_importing_is_waited_for(
    late_imports: LateImports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{NAME}.py").write_text("import threads_meet\nthreads_meet.here()\nvalue = 2\n", encoding="utf-8")
    begun, waiting, wait_for = threading.Event(), threading.Event(), importlib.import_module
    meeting: Any = ModuleType("threads_meet")
    meeting.here = lambda: (begun.set(), waiting.wait(20))  # type: ignore[func-returns-value]
    monkeypatch.setitem(sys.modules, meeting.__name__, meeting)

    def import_module(name: str) -> ModuleType:
        waiting.set()
        return wait_for(name)

    monkeypatch.setattr(importlib, "import_module", import_module)
    importing = threading.Thread(target=wait_for, args=(NAME,))
    importing.start()
    assert begun.wait(20)
    seen: list[int] = []
    late_imports.when_imported(NAME, lambda module: seen.append(module.value))
    waiting.set()
    importing.join(20)
    assert seen == [2]
