"""One event as the window keeps it: what the list and the facets show, and the event itself in two parts of JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from playground.models.event_parts import SharedPart


class EventRecord(msgspec.Struct, eq=False, gc=False):
    """An event and how far it has come.

    The event is kept as JSON and decoded when somebody looks at it: as objects, 100,000 events would fill the memory.
    Nothing in here can be part of a cycle: the garbage collector need not look at 100,000 of these.
    """

    key: int
    #: position in the order of arrival since the start; never used twice
    index: int
    #: when it was produced, in ms since the epoch
    time_ms: int
    type: str
    is_crash: bool
    #: the process it belongs to, as its view names it
    process: str
    #: the title of the window it belongs to; empty when there is none
    window: str
    #: the id of its session; empty when there is none
    session: str
    source: str
    sentence: str
    #: the view that this event is a version of; None for other types
    view_id: str | None
    #: how many restarts and new sessions there were before it
    era: int
    shared: SharedPart
    #: JSON
    own: bytes
    order: tuple[str, ...]
    state: str
    #: by what it was discarded or dropped
    reason: str | None
    #: when it was on disk, in ms since the epoch; 0 for not yet
    written_ms: int = 0
    #: when it was sent, discarded or dropped; 0 for not yet
    ended_ms: int = 0

    def event(self) -> dict[str, Any]:
        """The event as it was produced."""
        fields: dict[str, Any] = msgspec.json.decode(self.own) | msgspec.json.decode(self.shared.payload)
        return {key: fields[key] for key in self.order if key in fields}

    @property
    def payload(self) -> bytes:
        """The event as a line of JSON, without its end."""
        return msgspec.json.encode(self.event())

    def json(self) -> str:
        """The event as indented JSON, for people."""
        return msgspec.json.format(self.payload, indent=2).decode()

    def move_to(self, state: str, time_ms: int, reason: str | None) -> None:
        """Note that the event has reached another state."""
        self.state, self.reason = state, reason
        if state == "written":
            self.written_ms = time_ms
        elif state != "produced":
            self.ended_ms = time_ms
