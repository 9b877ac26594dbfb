"""The main process: what nobody catches there is an error on its view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from playground.stage import CommandResult, Stage

GROUP = "Main process"


def _uncaught(text: str) -> tuple[Expected]:
    where = {
        "error.message": lambda message: isinstance(message, str) and text in message,
        "error.type": lambda name: isinstance(name, str) and name.endswith("DemoError"),
        "error.source": "source",
        "error.handling": "unhandled",
        "error.stack": lambda stack: isinstance(stack, str) and "failures.py" in stack,
        "view.name": "main process",
    }
    return (Expected("error", f"an uncaught DemoError ({text}) on the main process", where),)


async def _raise_uncaught(stage: Stage) -> None:
    await stage.raise_uncaught()


async def _fail_task(stage: Stage) -> None:
    await stage.fail_task()


async def _empty_command(stage: Stage) -> CommandResult:
    return await stage.run_command("   ")


MAIN_PROCESS_SCENARIOS = (
    Scenario(
        "uncaught-exception",
        "Uncaught exception",
        GROUP,
        "Raises in a Qt slot, where nobody catches; expect one unhandled error on the main process.",
        _raise_uncaught,
        _uncaught("in a Qt slot"),
    ),
    Scenario(
        "failed-task",
        "Failed asyncio task",
        GROUP,
        "Lets a task fail that nobody awaits; expect one unhandled error on the main process.",
        _fail_task,
        _uncaught("nobody awaited it"),
    ),
    Scenario(
        "empty-command",
        "Empty command",
        GROUP,
        "Tries to run an empty command; expect a clear message, and no event.",
        _empty_command,
    ),
)
