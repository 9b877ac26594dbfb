"""Hooks per format: functions that add data to every event of it, or discard an event."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import is_
from typing import Any, Final, Literal

from desktop_rum.collect.raw_event import RawEvent

Format = Literal["rum", "telemetry"]


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
    """An event goes nowhere; its argument says by whose word."""


class Hooks:
    """The hooks of one format, in the order in which they were added; later data wins, the raw event wins over all."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._hooks: list[Hook] = []
        self._last_answers: list[dict[str, Any] | Verdict] = []
        self._last_data: dict[str, Any] = {}

    def add(self, name: str, hook: Hook) -> None:
        """Add a hook; its name is told when it discards an event."""
        self._names.append(name)
        self._hooks.append(hook)

    def data_for(self, raw: RawEvent) -> dict[str, Any]:
        """What the hooks add to the event; shared between events, not to be changed.

        Most hooks answer with the same dict from one event to the next: then what was merged last time still holds.

        Raises:
            Discarded: a hook did.
        """
        answers = [hook(raw) for hook in self._hooks]
        if not all(map(is_, answers, self._last_answers)) or len(answers) != len(self._last_answers):
            self._last_data = self._merged(answers)
            self._last_answers = answers
        return self._last_data

    def _merged(self, answers: list[dict[str, Any] | Verdict]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, answer in zip(self._names, answers, strict=True):
            if answer is DISCARDED:
                raise Discarded(name)
            if not isinstance(answer, Verdict):
                merge(data, answer)
        return data


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
