"""Any value as one that JSON can say: for the rare event that does not encode as it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

MAX_DEPTH: Final = 32
MAX_ITEMS: Final = 10_000
_INTEGER_LIMIT: Final = 2**63


def json_safe(value: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one answer a kind of value
    """The value with texts free of lone surrogates, numbers in range, keys as texts, and cycles cut by depth."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return int(value) if -_INTEGER_LIMIT <= value < _INTEGER_LIMIT else _text_of(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else repr(float(value))
    if depth >= MAX_DEPTH:
        return "<too deep>"
    if isinstance(value, Mapping):
        pairs = list(value.items())[:MAX_ITEMS]
        return {json_safe(_text_of(key)): json_safe(item, depth + 1) for key, item in pairs}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_safe(item, depth + 1) for item in list(value)[:MAX_ITEMS]]
    return json_safe(_text_of(value))


def _text_of(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - the app's own `__str__`
        return f"<{type(value).__name__}>"
