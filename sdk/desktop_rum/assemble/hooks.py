"""Hooks: functions that add data to every event, or discard an event."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from desktop_rum.collect.raw_event import RawEvent


class Verdict(Enum):
    """What a hook answers when it has no data."""

    DISCARDED = "discarded"
    """The event goes nowhere."""
    SKIPPED = "skipped"
    """The hook has nothing to say of this event."""


DISCARDED: Final = Verdict.DISCARDED
SKIPPED: Final = Verdict.SKIPPED

Hook = Callable[[RawEvent], dict[str, Any] | Verdict]


class Discarded(Exception):  # noqa: N818 - a verdict, not a failure
    """An event is discarded; the argument says by what."""


class Hooks:
    """The hooks in the order in which they were added; later data wins, and the event's own wins over all."""

    def __init__(self) -> None:
        self._hooks: list[tuple[str, Hook, dict[str, Any] | Verdict]] = []
        """Name, hook, and what it answered last."""
        self._data: dict[str, Any] = {}

    def add(self, name: str, hook: Hook) -> None:
        """Add a hook; where it discards an event, its name is the reason."""
        self._hooks.append((name, hook, {}))  # a dict that no hook gives

    def data_for(self, raw: RawEvent) -> dict[str, Any]:
        """What the hooks add to the event; shared between events, not to be changed.

        Most hooks answer with the same dict from one event to the next: then what was merged last time still holds.

        Raises:
            Discarded: a hook did.
        """
        for _, hook, last in self._hooks:
            if hook(raw) is not last:
                self._ask_again(raw)
                break
        return self._data

    def _ask_again(self, raw: RawEvent) -> None:
        data: dict[str, Any] = {}
        asked = [(name, hook, hook(raw)) for name, hook, _ in self._hooks]
        for name, _, answer in asked:
            if answer is DISCARDED:
                raise Discarded(name)
            if not isinstance(answer, Verdict):
                merge(data, answer)
        self._hooks, self._data = asked, data


def merge(target: dict[str, Any], data: dict[str, Any]) -> None:
    """Put `data` into `target`, dicts key by key; neither `data` nor a dict that `target` shares is changed."""
    for key, value in data.items():
        present = target.get(key)
        if type(present) is dict and type(value) is dict:
            combined = dict(present)
            merge(combined, value)
            target[key] = combined
        else:
            target[key] = value
