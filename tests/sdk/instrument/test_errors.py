"""An exception as text where the interpreter cannot do all that it usually does."""

from __future__ import annotations

import linecache
from typing import Any, NoReturn

import pytest

from desktop_rum.instrument.errors import describe


def test_where_no_source_can_be_read_the_places_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def shutting_down(*_: Any) -> NoReturn:
        raise ImportError("sys.meta_path is None, Python is likely shutting down")  # as Python 3.13 does

    with pytest.raises(ValueError, match="late") as raised:
        int("late")
    monkeypatch.setattr(linecache, "getline", shutting_down)
    monkeypatch.setattr(linecache, "getlines", shutting_down)
    told = describe(raised.value)
    monkeypatch.undo()

    assert (told.type, told.message) == ("ValueError", "invalid literal for int() with base 10: 'late'")
    assert told.stack.startswith(f'  File "{__file__}", line ')
    assert told.stack.endswith("in test_where_no_source_can_be_read_the_places_are_told\nValueError\n")
