"""Named scenarios: the buttons, headless runs and tests use the same ones."""

from collections.abc import Mapping
from types import MappingProxyType

from playground.scenarios import commands, delivery, families, fetches, main_process, renderers, windows, workers
from playground.scenarios.expectations import MAIN_VIEW, Comparison, compare, expectations
from playground.scenarios.scenario import Expected, Scenario
from playground.scenarios.system import System, system_of
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


def all_scenarios(system: System) -> tuple[Scenario, ...]:
    """Those for a system, also the ones that it lacks something for."""
    return (
        *commands.command_scenarios(system),
        *families.family_scenarios(system),
        *workers.worker_scenarios(system),
        *windows.window_scenarios(system),
        *renderers.renderer_scenarios(system),
        *main_process.MAIN_PROCESS_SCENARIOS,
        *fetches.FETCH_SCENARIOS,
        *delivery.delivery_scenarios(system),
    )


_HERE = system_of()
_ALL = all_scenarios(_HERE)

#: every scenario under its name, in the order in which `--scenario all` runs them
SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {scenario.name: scenario for scenario in _ALL if not scenario.needs & _HERE.lacks}
)

#: why a scenario of other systems does not exist here, under its name
LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        scenario.name: "; ".join(sorted(need.value for need in scenario.needs & _HERE.lacks))
        for scenario in _ALL
        if scenario.name not in SCENARIOS
    }
)

__all__ = [
    "GROUPS",
    "LEFT_OUT",
    "MAIN_PAGE_EVENTS",
    "MAIN_VIEW",
    "SCENARIOS",
    "Comparison",
    "Expected",
    "Scenario",
    "all_scenarios",
    "compare",
    "expectations",
]
