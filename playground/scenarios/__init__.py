"""Named scenarios: the buttons, headless runs and tests use the same ones."""

from collections.abc import Mapping
from types import MappingProxyType

from playground.scenarios import commands, delivery, families, fetches, main_process, renderers, windows, workers
from playground.scenarios.expectations import MAIN_VIEW, Comparison, compare, expectations
from playground.scenarios.scenario import Expected, Scenario
from playground.scenarios.windows import MAIN_PAGE_EVENTS

#: in the order in which they are shown
GROUPS = (
    commands.GROUP,
    families.GROUP,
    workers.GROUP,
    windows.GROUP,
    renderers.GROUP,
    main_process.GROUP,
    fetches.GROUP,
    delivery.GROUP,
)

#: every scenario under its name, in the order in which `--scenario all` runs them
SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        scenario.name: scenario
        for scenario in (
            *commands.COMMAND_SCENARIOS,
            *families.FAMILY_SCENARIOS,
            *workers.WORKER_SCENARIOS,
            *windows.WINDOW_SCENARIOS,
            *renderers.RENDERER_SCENARIOS,
            *main_process.MAIN_PROCESS_SCENARIOS,
            *fetches.FETCH_SCENARIOS,
            *delivery.DELIVERY_SCENARIOS,
        )
    }
)

__all__ = [
    "GROUPS",
    "MAIN_PAGE_EVENTS",
    "MAIN_VIEW",
    "SCENARIOS",
    "Comparison",
    "Expected",
    "Scenario",
    "compare",
    "expectations",
]
