"""Plays the guided demo: runs each step's scenario and ticks off its events as they are produced; no widgets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from playground.scenarios.demo import DEMO_STEPS
from playground.scenarios.expectations import matches
from playground.stage import StageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_feed import EventFeed
    from playground.stage import Stage

#: seconds that the events of a step may take
PATIENCE = 20.0


class GuidedDemo(QObject):
    """One step at a time; a step that does not get all of its events says so, and the next one can be played."""

    #: int: the step that begins
    began = Signal(int)
    #: int, int: the step, and which of its expectations was met
    ticked = Signal(int, int)
    #: int, bool: the step that is over, and whether everything came
    ended = Signal(int, bool)

    def __init__(self, stage: Stage, feed: EventFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guided-demo")
        self.steps = DEMO_STEPS
        #: the step that is played, or was played last; -1 before the first
        self.current = -1
        self.is_playing = False
        self._stage = stage
        self._ticks: list[bool] = []
        self._all_came = asyncio.Event()
        #: views of the app's start, which no step would see any more
        self._first: dict[str, dict[str, Any]] = {}
        feed.arrived.connect(self._on_arrived)

    @property
    def is_over(self) -> bool:
        """Whether the last step was played."""
        return self.current == len(self.steps) - 1 and not self.is_playing

    def restart(self) -> None:
        """Begin anew with the next call of `play_next`."""
        if not self.is_playing:
            self.current = -1

    async def play_next(self) -> bool:
        """Play the next step; returns whether all of its events came."""
        if self.is_playing or self.is_over:
            return False
        self.current += 1
        self.is_playing = True
        step = self.steps[self.current]
        self._ticks = [False] * len(step.expected)
        self._all_came.clear()
        self.began.emit(self.current)
        self._look_at(list(self._first.values()))
        is_complete = True
        try:
            async with asyncio.timeout(PATIENCE):
                if step.scenario is not None:
                    await step.scenario.run(self._stage)
                if not all(self._ticks):
                    await self._all_came.wait()
        except (TimeoutError, StageError):
            is_complete = False
        finally:
            self.is_playing = False
        self.ended.emit(self.current, is_complete)
        return is_complete

    def _on_arrived(self, updates: Sequence[EventUpdate]) -> None:
        events = [update.event for update in updates if update.event is not None]
        for event in events:
            if event.get("type") == "view" and event["view"].get("url") == "desktop://main-process":
                self._first["main"] = event
        if self.is_playing:
            self._look_at(events)

    def _look_at(self, events: Sequence[dict[str, Any]]) -> None:
        expected = self.steps[self.current].expected
        for event in events:
            for place, wanted in enumerate(expected):
                if not self._ticks[place] and matches(event, wanted):
                    self._ticks[place] = True
                    self.ticked.emit(self.current, place)
                    break
        if all(self._ticks):
            self._all_came.set()
