"""What a scenario is: one thing that can happen, by name, with the events that it must lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from playground.scenarios.system import Need
    from playground.stage import Stage


@dataclass(frozen=True, slots=True)
class Expected:
    """An event that a scenario leads to, exactly `count` times.

    `where` maps paths such as `resource.url` to the value that must be there, or to a predicate on it; `what` says it
    to people. Of a view only the newest version counts.
    """

    type: str
    what: str
    where: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """One button, one choice of `--scenario` and one test."""

    name: str
    title: str
    #: one of GROUPS
    group: str
    #: one sentence: what happens, and which event to expect
    description: str
    run: Callable[[Stage], Coroutine[Any, Any, object]]
    expected: tuple[Expected, ...] = ()
    #: what it cannot do without: where one of these is missing the scenario does not exist
    needs: frozenset[Need] = frozenset()
