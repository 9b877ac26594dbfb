"""An event in two parts: what many events share, kept once, and what is its own. No Qt.

Most of an event (application, session, device …) is the same in thousands of others. Kept once it costs no memory,
and a query looks at it once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from playground.models.column import Column, column_of
from playground.models.event_columns import Field
from playground.models.value_words import word_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.models.known_fields import KnownFields

#: shared parts that are known at a time; beyond that they are kept more than once
MOST_SHARED = 10_000

_SHARED: Final = frozenset(
    {
        "account",
        "application",
        "connectivity",
        "container",
        "ddtags",
        "device",
        "display",
        "os",
        "service",
        "session",
        "source",
        "usr",
        "version",
    }
)

#: shared by the events of a process, but a view's own
_SHARED_BY_OTHERS: Final = _SHARED | {"view", "_dd"}


class SharedPart(msgspec.Struct, eq=False, gc=False):
    """The part that many events have; a query asks it once."""

    #: JSON
    payload: bytes
    leaves: tuple[tuple[Field, Any], ...]
    #: every word in it
    column: Column


class PartKeeper:
    """Splits events; equal shared parts become one object, own parts go into the columns as well."""

    def __init__(self, fields: KnownFields) -> None:
        self._fields = fields
        self._shared: dict[bytes, SharedPart] = {}
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    def split(self, event: Mapping[str, Any], said: str, row: int) -> tuple[SharedPart, bytes, tuple[str, ...]]:
        """The shared part, the own part as JSON, and the order of the fields."""
        names = _SHARED if event.get("type") == "view" else _SHARED_BY_OTHERS
        shared: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in event.items():
            (shared if key in names else own)[key] = value
        order = tuple(event)
        self._fields.read(own, said, row)
        return self._one(shared), encode(own), self._orders.setdefault(order, order)

    def _one(self, fields: dict[str, Any]) -> SharedPart:
        payload = encode(fields)
        part = self._shared.get(payload)
        if part is None:
            if len(self._shared) >= MOST_SHARED:
                self._shared.clear()
                self._orders.clear()
            leaves = tuple(self._fields.leaves(fields))
            words = [word_of(value).casefold() for _, value in leaves]
            column = column_of(words, [0] * len(words))
            part = self._shared[payload] = SharedPart(payload, leaves, column)
        return part


def encode(value: Any) -> bytes:
    """JSON; what no JSON can hold is replaced instead of losing the event."""
    try:
        return msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        try:
            return json.dumps(value, default=str, ensure_ascii=False).encode("utf-8", "replace")
        except (TypeError, ValueError, RecursionError):
            return b'{"unreadable":true}'
