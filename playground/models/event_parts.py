"""An event in two parts: what many events share, kept once, and what is its own; and the words of both. No Qt.

Most of an event (application, session, device …) is the same in thousands of others. Kept once it costs no memory,
and a query looks at it once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from playground.models.event_columns import Field
from playground.models.known_fields import SEPARATOR, word_of

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


class Part(msgspec.Struct, eq=False, gc=False):
    """Some top-level fields of an event as JSON, and every value in them, casefolded, for searches."""

    payload: bytes
    text: str

    def fields(self) -> dict[str, Any]:
        """The fields as they were told."""
        decoded: dict[str, Any] = msgspec.json.decode(self.payload)
        return decoded


class SharedPart(Part, eq=False, gc=False):
    """The part that many events have; a query asks it once."""

    leaves: tuple[tuple[Field, Any], ...]


class PartKeeper:
    """Splits events; equal shared parts become one object, own parts go into the columns as well."""

    def __init__(self, fields: KnownFields) -> None:
        self._fields = fields
        self._shared: dict[bytes, SharedPart] = {}
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    def split(self, event: Mapping[str, Any], said: str, row: int) -> tuple[SharedPart, Part, tuple[str, ...]]:
        """The shared part, the own part with the sentence about it, and the order of the fields."""
        names = _SHARED if event.get("type") == "view" else _SHARED_BY_OTHERS
        shared: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in event.items():
            (shared if key in names else own)[key] = value
        order = tuple(event)
        words = self._fields.read(own, row)
        words.append(said.casefold())
        part = Part(encode(own), SEPARATOR + SEPARATOR.join(words))
        return self._one(shared), part, self._orders.setdefault(order, order)

    def _one(self, fields: dict[str, Any]) -> SharedPart:
        payload = encode(fields)
        part = self._shared.get(payload)
        if part is None:
            if len(self._shared) >= MOST_SHARED:
                self._shared.clear()
                self._orders.clear()
            leaves = tuple(self._fields.leaves(fields))
            text = "".join(SEPARATOR + word_of(value) for _, value in leaves).casefold()
            part = self._shared[payload] = SharedPart(payload, text, leaves)
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
