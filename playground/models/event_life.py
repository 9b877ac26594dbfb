"""The life of an event: what became of it and when, as the SDK told; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.models.columns import clock
from playground.models.words import duration

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord

#: what each state means
MEANINGS = {
    "produced": "assembled by the SDK: contexts added, folders and secrets taken out",
    "written": "on disk, waits for upload",
    "sent": "the intake took it",
    "discarded": "held back",
    "dropped": "given up",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One step in the life of an event."""

    state: str
    said: str
    #: time of day
    at: str
    #: since the step before; empty for the first
    after: str


def life_of(record: EventRecord) -> list[Moment]:
    """The steps so far, oldest first."""
    date = record.event().get("date")
    steps: list[tuple[str, str, int]] = []
    # A view's date is its start, at every version: no step of this event.
    if isinstance(date, int) and record.view_id is None:
        steps.append(("happened", "it happened in the app", date))
    if record.state != "discarded":
        steps.append(("produced", MEANINGS["produced"], record.time_ms))
    if record.written_ms:
        steps.append(("written", MEANINGS["written"], record.written_ms))
    if record.state in {"sent", "discarded", "dropped"}:
        why = f" by {record.reason}" if record.reason else ""
        steps.append((record.state, MEANINGS[record.state] + why, record.ended_ms or record.time_ms))
    before: int | None = None
    moments = []
    for state, said, time_ms in steps:
        after = "" if before is None else f"+{duration(max(0, time_ms - before) * 1e6)}"
        moments.append(Moment(state, said, clock(time_ms), after))
        before = time_ms
    return moments
