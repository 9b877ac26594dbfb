"""Locale and time zone of Windows, from a Windows that the test makes up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from desktop_rum.assemble import windows_region


@pytest.mark.parametrize(("told", "name"), [(("de_CH", "cp1252"), "de_CH"), ((None, None), "")])
def test_locale(told: tuple[str | None, str | None], name: str) -> None:
    assert windows_region.locale_name(SimpleNamespace(_getdefaultlocale=lambda: told)) == name


@pytest.mark.parametrize(
    ("zone", "status", "told"),
    [
        ("Europe/Zurich", 0, "Europe/Zurich"),
        ("America/Argentina/ComodRivadavia", -127, "America/Argentina/ComodRivadavia"),
        ("Etc/Unknown", 0, None),
        ("", 0, None),
        ("Europe/Zurich", 1, None),
    ],
    ids=["a zone", "with a warning", "an unknown one", "none", "a failure"],
)
def test_time_zone(zone: str, status: int, told: str | None) -> None:
    def ask(text: Any, capacity: int, result: Any) -> int:
        assert capacity >= len(zone)
        text[: len(zone)] = list(map(ord, zone))
        result._obj.value = status
        return len(zone)

    assert windows_region.time_zone(lambda _: SimpleNamespace(ucal_getDefaultTimeZone=ask)) == told


@pytest.mark.parametrize("icu", [SimpleNamespace(), None], ids=["an old one", "none"])
def test_without_icu(icu: object) -> None:
    def load(_name: str) -> object:
        if icu is None:
            raise OSError("not found")
        return icu

    assert windows_region.time_zone(load) is None
