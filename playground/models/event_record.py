"""One event as the window keeps it: what the list shows, and the event itself as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from playground.models.sentences import process_of, sentence

if TYPE_CHECKING:
    from desktop_rum import EventUpdate


@dataclass(slots=True)
class EventRecord:
    """An event and how far it has come.

    The event is kept as JSON and decoded when somebody looks at it: as objects, 100,000 events would fill the memory.
    """

    key: int
    #: position in the order of arrival since the start; never used twice
    index: int
    #: when it was produced, in ms since the epoch
    time_ms: int
    type: str
    is_crash: bool
    process: str
    sentence: str
    #: the view that this event is a version of; None for other types
    view_id: str | None
    payload: bytes
    #: what a bare word of the filter is looked for in, in lower case
    searchable: str
    state: str
    #: by what it was discarded or dropped
    reason: str | None
    #: a newer version of the same view has arrived
    superseded: bool = False

    @classmethod
    def of(cls, update: EventUpdate, event: dict[str, Any], index: int) -> EventRecord:
        """The record of an event that was just told of."""
        kind, said = str(event.get("type", "unknown")), sentence(event)
        payload = msgspec.json.encode(event)
        view = event.get("view")
        error = event.get("error")
        return cls(
            key=update.key,
            index=index,
            time_ms=update.time_ms,
            type=kind,
            is_crash=kind == "error" and isinstance(error, dict) and bool(error.get("is_crash")),
            process=process_of(event),
            sentence=said,
            view_id=str(view["id"]) if kind == "view" and isinstance(view, dict) and "id" in view else None,
            payload=payload,
            searchable=f"{said}\n{payload.decode()}".lower(),
            state=update.state,
            reason=update.reason,
        )

    def event(self) -> dict[str, Any]:
        """The event as it was produced."""
        decoded: dict[str, Any] = msgspec.json.decode(self.payload)
        return decoded

    def json(self) -> str:
        """The event as indented JSON, for people."""
        return msgspec.json.format(self.payload, indent=2).decode()
