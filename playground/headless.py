"""Runs scenarios without a window to look at: prints events as they come, and compares what arrived."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from playground.console import complain, say
from playground.intake.launch import IntakeError
from playground.ledger import Ledger
from playground.models.sdk_log import SdkLog
from playground.models.sentences import sentence
from playground.models.words import count_of
from playground.narrator import Narrator
from playground.scenarios import MAIN_VIEW, SCENARIOS, compare, expectations
from playground.scenarios.demo import DEMO_STEPS
from playground.stage import CommandResult, StageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playground.running import Playground
    from playground.scenarios import Comparison, Expected, Scenario
    from playground.scenarios.demo import DemoStep

#: seconds that a scenario may take, and then again its events until they are produced
PATIENCE = 30.0

#: seconds that the news of what was sent may take to reach the window
SETTLING = 2.0


class HeadlessRun:
    """One run: scenarios one after the other, then a verdict."""

    def __init__(
        self,
        playground: Playground,
        names: Sequence[str],
        background: Sequence[Expected] = (),
        *,
        is_demo: bool = False,
    ) -> None:
        """`names` are those of scenarios, none means all, or with `is_demo` those of the guided demo.

        `background` is what comes of the window itself.
        """
        self._playground = playground
        told = {step.scenario.name: step for step in DEMO_STEPS if step.scenario is not None} if is_demo else {}
        self._steps: Mapping[str, DemoStep] = told
        self._scenarios = [SCENARIOS[name] for name in names or told or SCENARIOS]
        self._background = background
        self._ledger = Ledger(playground.feed)
        narrator = Narrator(self._ledger.store)
        self._ledger.listener = narrator.on_changed
        self._log = SdkLog()
        self._log.warned.connect(narrator.on_warned)
        self._ended: list[Scenario] = []
        self._failures: list[str] = []

    async def run(self, take_picture: Callable[[], str | None]) -> int:
        """Run everything; returns the exit code.

        `take_picture` is called when the events are there to be seen; it tells why there is none, where it fails.
        """
        if self._playground.warning is not None:
            complain(self._playground.warning)
        say(f"Reporting to {self._playground.address}, session {self._playground.session_id}")
        for scenario in self._scenarios:
            await self._play(scenario)
            await self._ledger.until(lambda: not self._compare_produced().missing, PATIENCE)
        if await self._playground.flush():
            await self._ledger.until(self._is_all_settled, SETTLING)
        self._note(take_picture())
        await self._playground.stop_reporting()
        self._log.stop()
        return await self._judge()

    async def _play(self, scenario: Scenario) -> None:
        step = self._steps.get(scenario.name)
        if step is not None:
            say(f"\n{step.title}\n{step.story}")
            say("\n".join(f"  expect {expected.what}" for expected in step.expected))
        else:
            say(f"\n{scenario.group}: {scenario.title}. {scenario.description}")
        try:
            outcome = await asyncio.wait_for(scenario.run(self._playground.stage), PATIENCE)
        except TimeoutError:
            self._failures.append(f"{scenario.name} did not end within {PATIENCE:.0f} s")
        except StageError as problem:
            self._failures.append(f"{scenario.name}: {problem}")
        else:
            self._ended.append(scenario)
            if isinstance(outcome, CommandResult):
                say(outcome.summary)

    def _is_all_settled(self) -> bool:
        return not any(record.state in {"produced", "written"} for record in self._ledger.records())

    def _compare_produced(self) -> Comparison:
        return compare(self._ledger.events(), [MAIN_VIEW, *expectations(self._ended)])

    def _note(self, failure: str | None) -> None:
        if failure is not None:
            self._failures.append(failure)

    def _events_in(self, state: str) -> list[dict[str, Any]]:
        return [record.event() for record in self._ledger.records() if record.state == state]

    def _tell_of(self, waiting: int) -> str | None:
        if not waiting:
            return None
        what = count_of(waiting, "event")
        return f"{what} not taken: kept in {self._playground.data_dir}, and sent by the next start"

    async def _kept(self) -> tuple[list[dict[str, Any]], str]:
        """The events that are not lost, and in words where they are."""
        if self._playground.has_own_intake:
            try:
                return await self._playground.received(), "arrived at the intake"
            except IntakeError as problem:
                self._note(str(problem))
        # What an intake has not taken is as whole as what it has: it waits for the next start.
        sent, waiting = self._events_in("sent"), self._events_in("written")
        self._note(self._tell_of(len(waiting)))
        # Not so many lines arrive: of a view's versions that travel together the newest does.
        return [*sent, *waiting], "came of it, older versions of views included"

    async def _judge(self) -> int:
        events, what_became = await self._kept()
        comparison = compare(events, [MAIN_VIEW, *self._background, *expectations(self._scenarios)])
        say(f"\n{count_of(len(self._ended), 'scenario')} ran; {count_of(len(events), 'event')} {what_became}")
        complaints = [
            *self._failures,
            *(f"missing: {what}" for what in comparison.missing),
            *(f"not expected: {event.get('type')}: {sentence(event)}" for event in comparison.unexpected),
        ]
        for complaint in complaints:
            complain(complaint)
        return 1 if complaints else 0
