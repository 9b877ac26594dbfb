"""Commands: how they are started and how they end. Each is exactly one native resource."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from playground.scenarios.scenario import Expected, Scenario
from playground.scenarios.system import Need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playground.scenarios.system import System
    from playground.stage import CommandResult, Stage

GROUP = "Commands"
NOTHING: Mapping[str, Any] = MappingProxyType({})


def _resource(url: str, status: int, context: Mapping[str, object] = NOTHING) -> tuple[Expected]:
    where = {"resource.url": url, "resource.status_code": status, "resource.type": "native"}
    where |= {f"context.{key}": value for key, value in context.items()}
    return (Expected("resource", f"a resource {url} with status {status}", where),)


def _command(
    name: str,
    title: str,
    description: str,
    command: str | Sequence[str],
    expected: tuple[Expected, ...],
    how: Mapping[str, Any] = NOTHING,
    needs: frozenset[Need] = frozenset(),
) -> Scenario:
    async def run(stage: Stage) -> CommandResult:
        return await stage.run_command(command, **how)

    return Scenario(name, title, GROUP, description, run, expected, needs)


def _through(call: str, command: str | Sequence[str]) -> Scenario:
    """A scenario that runs a command through another of Python's calls."""
    is_line = isinstance(command, str)
    url = f"{call.rpartition('.')[2].lower().replace('_', '-')}://{command if is_line else command[0]}"
    name = call.replace(".", "-").replace("_", "-").lower()
    description = f"Runs a command through {call} in a thread; expect one resource named after that call."
    return _command(name, call, description, command, _resource(url, 0), {"call": call, "shell": is_line})


_MISSING: Mapping[str, object] = {
    "error_code": "ENOENT",
    "error_message": lambda text: isinstance(text, str) and text != "",
}


def command_scenarios(system: System) -> tuple[Scenario, ...]:
    """With the programs of a system."""
    line = " ".join(system.describe)
    short, long = system.sleep(0.2), system.sleep(30)

    async def start_and_leave(stage: Stage) -> CommandResult:
        return await stage.start_command(short)

    return (
        _command(
            "list-files",
            "List files",
            f"Runs {' '.join(system.list_files)}, through asyncio; expect one resource with status 0.",
            system.list_files,
            _resource(f"create-subprocess-exec://{system.list_files[0]}", 0, {"shell": False}),
        ),
        _command(
            "echo-shell",
            "Echo through a shell",
            "Lets a shell echo a line; expect one resource that shows the whole shell line.",
            "echo Hello from a shell",
            _resource("create-subprocess-shell://echo Hello from a shell", 0, {"shell": True}),
            {"shell": True},
        ),
        _command(
            "missing-program",
            "Program that does not exist",
            "Starts a program that is not there; expect one resource with status -1 and the error code ENOENT.",
            ["no-such-program", "--really"],
            _resource("create-subprocess-exec://no-such-program", -1, _MISSING),
        ),
        _command(
            "timeout",
            "Command that times out",
            "Gives a slow command 0.3 s through subprocess.run; expect one resource with status -1 that timed out.",
            long,
            _resource(f"run://{long[0]}", -1, {"timed_out": True}),
            {"call": "subprocess.run", "timeout": 0.3},
        ),
        _command(
            "exit-3",
            "Command that fails with 3",
            "Runs a command that ends with exit code 3; expect one resource with status 3.",
            [*system.shell_line, system.and_then.join(("echo It went wrong >&2", "exit 3"))],
            _resource(f"create-subprocess-exec://{system.shell_line[0]}", 3),
        ),
        _command(
            "killed",
            "Command that is killed",
            "Runs a command that dies of SIGKILL; expect one resource with status -1 and that signal.",
            [*system.shell_line, "kill -KILL $$"],
            _resource(f"create-subprocess-exec://{system.shell_line[0]}", -1, {"signal": "SIGKILL"}),
            needs=frozenset({Need.SIGNALS}),
        ),
        *(
            _through(f"subprocess.{name}", system.describe)
            for name in ("run", "check_output", "check_call", "call", "Popen")
        ),
        *(_through(call, line) for call in ("subprocess.getoutput", "subprocess.getstatusoutput", "os.popen")),
        Scenario(
            "unwaited",
            "Popen that nobody waits for",
            GROUP,
            "Starts a command and never waits for it; expect one resource that lasts until the command's own end.",
            start_and_leave,
            _resource(f"popen://{short[0]}", 0),
        ),
    )
