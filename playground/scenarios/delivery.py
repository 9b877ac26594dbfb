"""What can happen to events on their way: an intake that fails, a user who does not consent; what is lost is known."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from playground.intake.fault import Fault
from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playground.scenarios.system import System
    from playground.stage import Stage

GROUP = "Delivery"

#: seconds that a try may take while the intake does not answer
_TRY = 0.3

_STORIES: Mapping[Fault, tuple[str, str]] = {
    Fault.OFFLINE: ("Offline, then back", "while the intake resets every connection"),
    Fault.TOO_MANY: ("Too many requests", "while the intake answers 429"),
    Fault.BROKEN: ("Intake with an error", "while the intake answers 500"),
    Fault.SLOW: ("Slow intake", "while the intake takes its time to answer"),
    Fault.HANG: ("Intake that hangs", "while the intake never answers"),
    Fault.RESET: ("Answer that gets lost", "whose answer gets lost, so that it is sent twice under the same key"),
}


def _echoed(echo: Sequence[str], word: str, **where: object) -> tuple[Expected, ...]:
    fields = {"context.args": [*echo, word], "resource.status_code": 0}
    named = {name.replace("__", "."): value for name, value in where.items()}
    return (Expected("resource", f"the command “echo {word}”", fields | named),)


async def _outage(stage: Stage, *, fault: Fault, echo: Sequence[str]) -> None:
    conditions = stage.conditions
    async with conditions.failing(fault):
        await stage.run_command([*echo, f"through-{fault}"])
        await conditions.flush(_TRY)
    await conditions.flush()


async def _pending(stage: Stage, *, echo: Sequence[str]) -> None:
    conditions = stage.conditions
    conditions.set_consent("pending")
    try:
        await stage.run_command([*echo, "before-the-answer"])
        await conditions.flush()
    finally:
        conditions.set_consent("granted")


async def _not_granted(stage: Stage, *, echo: Sequence[str]) -> None:
    conditions = stage.conditions
    await conditions.flush()  # what the user agreed to before leaves before
    conditions.set_consent("not-granted")
    try:
        await stage.run_command([*echo, "not-to-be-seen"])
        await conditions.flush()
    finally:
        conditions.set_consent("granted")


async def _user(stage: Stage, *, echo: Sequence[str]) -> None:
    conditions = stage.conditions
    before = conditions.user
    conditions.set_user("42", "Ada", "ada@example.com")
    try:
        await stage.run_command([*echo, "for-ada"])
        await conditions.flush()
    finally:
        conditions.set_user(before.get("id"), before.get("name"), before.get("email"))


def delivery_scenarios(system: System) -> tuple[Scenario, ...]:
    """With the programs of a system."""
    echo = system.echo
    return (
        *(
            Scenario(
                f"intake-{fault.name.lower().replace('_', '-')}",
                title,
                GROUP,
                f"Runs a command {how}; expect its event to wait, and to arrive once.",
                functools.partial(_outage, fault=fault, echo=echo),
                _echoed(echo, f"through-{fault}"),
            )
            for fault, (title, how) in _STORIES.items()
        ),
        Scenario(
            "consent-pending",
            "Consent given later",
            GROUP,
            "Runs a command before the user answers, who then agrees; expect its event to wait, and to arrive.",
            functools.partial(_pending, echo=echo),
            _echoed(echo, "before-the-answer"),
        ),
        Scenario(
            "consent-not-granted",
            "Consent refused",
            GROUP,
            "Runs a command while the user does not agree, who later does; expect no event of it.",
            functools.partial(_not_granted, echo=echo),
        ),
        Scenario(
            "user",
            "A known user",
            GROUP,
            "Runs a command for Ada, whom the app has named; expect her id, name and address on its event.",
            functools.partial(_user, echo=echo),
            _echoed(echo, "for-ada", usr__id="42", usr__name="Ada", usr__email="ada@example.com"),
        ),
    )
