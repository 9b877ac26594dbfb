"""An event in two parts: what many events share, kept once, and what is its own; and the words of both. No Qt.

Most of an event (application, session, device …) is the same in thousands of others. Kept once it costs no memory,
and a query looks at it once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.models.known_fields import KnownFields

#: between the words of a part; no value contains it, so that no search runs from one value into the next
SEPARATOR: Final = "\x00"

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
_SHARED_BUT_BY_VIEWS: Final = frozenset({"view", "_dd"})


class Part(msgspec.Struct, eq=False, gc=False):
    """Some top-level fields of an event as JSON, and every value in them, casefolded, for searches."""

    payload: bytes
    text: str

    def fields(self) -> dict[str, Any]:
        """The fields as they were told."""
        decoded: dict[str, Any] = msgspec.json.decode(self.payload)
        return decoded


class PartKeeper:
    """Splits events; equal shared parts become one object."""

    def __init__(self, fields: KnownFields) -> None:
        self._fields = fields
        self._shared: dict[bytes, Part] = {}
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    def split(self, event: Mapping[str, Any], said: str) -> tuple[Part, Part, tuple[str, ...]]:
        """The shared part, the own part with the sentence about it, and the order of the fields."""
        names = _SHARED if event.get("type") == "view" else _SHARED | _SHARED_BUT_BY_VIEWS
        shared: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in event.items():
            (shared if key in names else own)[key] = value
        order = tuple(event)
        return self._one(shared), self._part(own, said), self._orders.setdefault(order, order)

    def _one(self, fields: dict[str, Any]) -> Part:
        payload = encode(fields)
        part = self._shared.get(payload)
        if part is None:
            if len(self._shared) >= MOST_SHARED:
                self._shared.clear()
                self._orders.clear()
            part = self._shared[payload] = Part(payload, self._text(fields))
        return part

    def _part(self, fields: dict[str, Any], said: str) -> Part:
        words = self._fields.words(fields)
        words.append(said)
        return Part(encode(fields), SEPARATOR.join(words).casefold())

    def _text(self, fields: dict[str, Any]) -> str:
        return SEPARATOR.join(self._fields.words(fields)).casefold()


def encode(value: Any) -> bytes:
    """JSON; what no JSON can hold is replaced instead of losing the event."""
    try:
        return msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        try:
            return json.dumps(value, default=str, ensure_ascii=False).encode("utf-8", "replace")
        except (TypeError, ValueError, RecursionError):
            return b'{"unreadable":true}'
