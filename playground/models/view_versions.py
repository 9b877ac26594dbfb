"""The versions of a view, and what changed from one to the next; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from playground.models.value_words import word_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playground.models.event_record import EventRecord
    from playground.models.event_store import EventStore

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not what it was; None stands for a field that is not there."""

    path: str
    before: str | None
    after: str | None


def versions_of(store: EventStore, record: EventRecord) -> list[EventRecord]:
    """Every version that is still there, oldest first; just the record itself when it is no view."""
    if record.view_id is None:
        return [record]
    view_id = record.view_id
    versions = [
        other
        for stretch in store.stretches(store.first, store.end)
        for other in stretch.of(stretch.segment.records)
        if other.view_id == view_id
    ]
    return versions if record in versions else [record]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The fields that differ, in the order of the later event."""
    one, other = dict(_fields(before)), dict(_fields(after))
    paths = list(dict.fromkeys([*other, *one]))
    return [
        Difference(path, _word(one.get(path, _ABSENT)), _word(other.get(path, _ABSENT)))
        for path in paths
        if one.get(path, _ABSENT) != other.get(path, _ABSENT)
    ]


def _word(value: object) -> str | None:
    return None if value is _ABSENT else word_of(value)


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path, entries of lists by their number; what is empty is a value too."""
    inside = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else None
    if inside is None or not value:
        if path:
            yield path, value
        return
    for key, inner in inside:
        yield from _fields(inner, f"{path}.{key}" if path else str(key))
