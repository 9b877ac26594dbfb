"""Named scenarios: the buttons, headless runs and tests use the same ones."""

from collections.abc import Mapping
from types import MappingProxyType

from playground.scenarios.scenario import Expected, Scenario

#: groups in the order in which they are shown
GROUPS = ("Commands", "Workers", "Windows", "Main process")

#: every scenario under its name, in the order in which `--scenario all` runs them
SCENARIOS: Mapping[str, Scenario] = MappingProxyType({})

__all__ = ["GROUPS", "SCENARIOS", "Expected", "Scenario"]
