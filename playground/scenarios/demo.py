"""The guided demo: what to tell stakeholders, what happens meanwhile, and which events must arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.scenarios import SCENARIOS
from playground.scenarios.expectations import MAIN_VIEW, expectations

if TYPE_CHECKING:
    from playground.scenarios.scenario import Expected, Scenario


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One thing that is told and shown."""

    title: str
    #: two or three sentences, for people who have never seen the product
    story: str
    #: the scenario that runs; None when there is only something to look at
    scenario: Scenario | None = None
    #: what there must be besides what the scenario leads to; it may be there already
    also: tuple[Expected, ...] = ()
    #: whether the timeline is to be seen
    shows_timeline: bool = False

    @property
    def expected(self) -> list[Expected]:
        """Every event that must arrive."""
        return [*self.also, *(expectations([self.scenario]) if self.scenario is not None else ())]


DEMO_STEPS = (
    DemoStep(
        "What is invisible today",
        "A desktop app is many processes: this window, a renderer behind each page, workers, the commands they run. "
        "Monitoring usually sees the main process only. Here is all that it knows: one view.",
        also=(MAIN_VIEW,),
    ),
    DemoStep(
        "A command",
        "The app runs a program, as any app does for git, ffmpeg or a script. Without one line of code it becomes a "
        "resource: which program, how long it took, and how it ended.",
        SCENARIOS["list-files"],
    ),
    DemoStep(
        "A command that fails",
        "Now a program that is not installed. The app swallows the error, and nobody would ever hear of it. The event "
        "says that it never started, and why.",
        SCENARIOS["missing-program"],
    ),
    DemoStep(
        "A worker that throws",
        "A background worker dies of an exception. What an app usually learns is “exit code 1”. Here it is one error "
        "with the exception, its stack and the exit, on the worker's own view.",
        SCENARIOS["worker-raise"],
    ),
    DemoStep(
        "A renderer that crashes",
        "The process behind a window crashes. The app goes on, the window says so, and the crash names the page, the "
        "signal and the stack.",
        SCENARIOS["window-crash"],
    ),
    DemoStep(
        "The timeline of it all",
        "Every process has a lane from its start to its exit, with what it did and how it ended. Click a mark to see "
        "its event, or drag to filter the list.",
        shows_timeline=True,
    ),
)
