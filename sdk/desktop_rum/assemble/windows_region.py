"""Locale and time zone of the user of Windows, which has neither variables nor a database of zones for them."""

from __future__ import annotations

import ctypes
import importlib
from typing import Any, Final

_LONGEST_ZONE: Final = 128
"""Characters; the longest identifier has 32."""


def locale_name(system: Any = None) -> str:
    """The user's, such as `de_CH`; empty where Windows does not tell.

    Arguments: what `locale` itself asks; by default Windows.
    """
    system = importlib.import_module("_locale") if system is None else system
    return system._getdefaultlocale()[0] or ""  # noqa: SLF001 - `locale` has it in a function that Python 3.15 may drop


def time_zone(load: Any = ctypes.CDLL) -> str | None:
    """The zone's identifier such as `Europe/Zurich`; None before Windows 10.

    Windows has names of its own for zones, and since 2019 ICU, which knows what they are elsewhere.
    """
    try:
        ask = load("icu").ucal_getDefaultTimeZone
    except (OSError, AttributeError):
        return None
    text, status = (ctypes.c_uint16 * _LONGEST_ZONE)(), ctypes.c_int(0)
    length = ask(text, _LONGEST_ZONE, ctypes.byref(status))
    zone = "".join(map(chr, text[: max(0, min(length, _LONGEST_ZONE))]))
    return zone if status.value <= 0 and zone and zone != "Etc/Unknown" else None
