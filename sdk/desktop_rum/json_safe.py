"""Any value as one that JSON can say: for what the app hands over, and the rare event that does not encode as it is.

Standard library only, and little of it: children use it as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import islice

from desktop_rum.interruption import is_interruption

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

MAX_DEPTH: Final = 32
MAX_VALUES: Final = 10_000
"""Of one value handed over, everything nested in it counted."""

_INTEGER_LIMIT: Final = 2**63
_TYPE_NAME: Final[Any] = vars(type)["__name__"]


def json_safe(value: Any) -> Any:
    """A copy without lone surrogates, numbers out of range, keys that are no texts, cycles and excess; never raises."""
    return _Copier().copy(value, 0)


def safe_text(value: object) -> str:
    """The value as text; its type in angle brackets where its own `__str__` fails."""
    try:
        return str.encode(str(value), "utf-8", "replace").decode()
    except BaseException as error:  # the app's own `__str__`
        if is_interruption(error):
            raise
        return f"<{type_name(type(value))}>"


def type_name(kind: type) -> str:
    """The name of a class, past whatever its metaclass makes of it: that may raise."""
    name: str = _TYPE_NAME.__get__(kind)
    return name


class _Copier:
    """One copy: what is left of its size, and which containers it is in the middle of."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._open: set[int] = set()

    def copy(self, value: Any, depth: int) -> Any:
        try:
            return self._copied(value, depth)
        except BaseException as error:  # the app's own value, or one that another thread changes at this moment
            if is_interruption(error):
                raise
            return f"<{type_name(type(value))}>"

    def _copied(self, value: Any, depth: int) -> Any:  # noqa: PLR0911 - one answer a kind of value
        if value is None or isinstance(value, bool):
            return value
        self._left -= 1
        if isinstance(value, str):
            return str.encode(value, "utf-8", "replace").decode()
        if isinstance(value, int):
            return int(value) if -_INTEGER_LIMIT <= value < _INTEGER_LIMIT else safe_text(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else float.__repr__(value)
        if not isinstance(value, Mapping | list | tuple | AbstractSet):
            return safe_text(value)
        if id(value) in self._open:
            return "<cycle>"
        if depth >= MAX_DEPTH:
            return "<too deep>"
        self._open.add(id(value))
        try:
            return self._container(value, depth + 1)
        finally:
            self._open.discard(id(value))

    def _container(self, value: Any, depth: int) -> Any:
        if isinstance(value, Mapping):
            copied: dict[str, Any] = {}
            for key, item in list(islice(value.items(), self._left + 1)):
                if self._left <= 0:
                    copied["…"] = "<too many values>"
                    break
                copied[safe_text(key)] = self.copy(item, depth)
            return copied
        items: list[Any] = []
        for item in list(islice(value, self._left + 1)):
            if self._left <= 0:
                items.append("<too many values>")
                break
            items.append(self.copy(item, depth))
        return items
