"""Runs scenarios without a window to look at: prints events as they come, and compares what arrived."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from playground.console import complain, say
from playground.models.event_store import EventStore
from playground.models.words import count_of
from playground.scenarios import SCENARIOS, compare
from playground.stage import CommandResult, StageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_record import EventRecord
    from playground.models.event_store import Changes
    from playground.running import Playground
    from playground.scenarios import Comparison, Scenario
    from playground.stage import Stage

#: seconds that a scenario may take, and that its events may take to be produced
PATIENCE = 30.0


class Narrator:
    """Prints each event as it comes, and what becomes of it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._said_of_view: dict[str, str] = {}

    def on_changed(self, changes: Changes) -> None:
        """Tell what a batch of updates has changed."""
        for record in self._records(changes.added):
            self._tell(record)
        moved = list(self._records(changes.moved))
        for record in moved:
            if record.state in {"discarded", "dropped"} and not record.superseded:
                self._say(record)
        sent = sum(record.state == "sent" for record in moved)
        if sent:
            say(f"{_clock(time.time_ns() // 1_000_000)}  {'':<10} sent       {count_of(sent, 'event')} from above")

    def _records(self, indices: Iterable[int]) -> Iterator[EventRecord]:
        for index in indices:
            record = self._store.get(index)
            if record is not None:
                yield record

    def _tell(self, record: EventRecord) -> None:
        if record.view_id is not None:
            if self._said_of_view.get(record.view_id) == record.sentence:
                return
            self._said_of_view[record.view_id] = record.sentence
        self._say(record)

    def _say(self, record: EventRecord) -> None:
        why = f" ({record.reason})" if record.reason else ""
        say(f"{_clock(record.time_ms)}  {record.type:<10} {record.state:<9}  {record.sentence}{why}")


def _clock(time_ms: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(time_ms / 1000)) + f".{time_ms % 1000:03}"


class HeadlessRun:
    """One run: scenarios one after the other, then a verdict."""

    def __init__(self, playground: Playground, names: Sequence[str]) -> None:
        self._playground = playground
        self._scenarios = [SCENARIOS[name] for name in names or tuple(SCENARIOS)]
        self._store = EventStore()
        self._narrator = Narrator(self._store)
        self._arrived = asyncio.Event()
        self._failed: list[str] = []
        playground.feed.arrived.connect(self._on_arrived)

    async def run(self, take_picture: Callable[[], None]) -> int:
        """Run everything; returns the exit code. `take_picture` is called when the events are there to be seen."""
        if self._playground.warning is not None:
            complain(self._playground.warning)
        say(f"Reporting to {self._playground.address}, session {self._playground.session_id}")
        for scenario in self._scenarios:
            await self._play(scenario, self._playground.stage)
        await self._until(lambda: not self._compare_produced().missing)
        await self._playground.flush()
        take_picture()
        await self._playground.stop_reporting()
        return await self._judge()

    async def _play(self, scenario: Scenario, stage: Stage) -> None:
        say(f"\n{scenario.group}: {scenario.title}. {scenario.description}")
        try:
            outcome = await asyncio.wait_for(scenario.run(stage), PATIENCE)
        except TimeoutError:
            self._failed.append(f"{scenario.name} did not end within {PATIENCE:.0f} s")
        except StageError as problem:
            self._failed.append(f"{scenario.name}: {problem}")
        else:
            if isinstance(outcome, CommandResult):
                say(outcome.summary)

    def _compare_produced(self) -> Comparison:
        return compare((record.event() for record in self._records()), self._scenarios)

    def _records(self) -> Iterator[EventRecord]:
        indices = range(self._store.first, self._store.end)
        return (record for index in indices if (record := self._store.get(index)) is not None)

    async def _judge(self) -> int:
        if self._playground.has_own_intake:
            events = await self._playground.received()
        else:
            events = [record.event() for record in self._records() if record.state == "sent"]
        comparison = compare(events, self._scenarios)
        where = "arrived at the intake" if self._playground.has_own_intake else "were taken by the intake"
        say(f"\n{len(self._scenarios)} scenarios ran; {count_of(len(events), 'event')} {where}")
        for problem in self._failed:
            complain(problem)
        for what in comparison.missing:
            complain(f"missing: {what}")
        return 1 if self._failed or comparison.missing else 0

    async def _until(self, is_fulfilled: Callable[[], bool]) -> None:
        """Wait for events until a condition holds, or patience ends."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not is_fulfilled():
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return

    def _on_arrived(self, updates: Sequence[EventUpdate]) -> None:
        self._narrator.on_changed(self._store.apply(updates))
        self._arrived.set()
