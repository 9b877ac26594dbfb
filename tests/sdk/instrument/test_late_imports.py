"""Modules that the app imports later, also where others have a hand in imports."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import TYPE_CHECKING, Final

import pytest

from desktop_rum.instrument.late_imports import LateImports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import ModuleType

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
