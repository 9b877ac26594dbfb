"""Commands: how they are started and how they end. Each is exactly one native resource."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
) -> Scenario:
    async def run(stage: Stage) -> CommandResult:
        return await stage.run_command(command, **how)

    return Scenario(name, title, GROUP, description, run, expected)


def _through(call: str, command: str | Sequence[str], url: str) -> Scenario:
    """A scenario that runs a command through another of Python's calls."""
    is_line = isinstance(command, str)
    name = call.replace(".", "-").replace("_", "-").lower()
    description = f"Runs a command through {call} in a thread; expect one resource named after that call."
    return _command(name, call, description, command, _resource(url, 0), {"call": call, "shell": is_line})


async def _start_and_leave(stage: Stage) -> CommandResult:
    return await stage.start_command(["sleep", "0.2"])


_MISSING: Mapping[str, object] = {
    "error_code": "ENOENT",
    "error_message": lambda text: isinstance(text, str) and text != "",
}

COMMAND_SCENARIOS = (
    _command(
        "list-files",
        "List files",
        "Runs ls without a shell, through asyncio; expect one resource with status 0.",
        ["ls"],
        _resource("create-subprocess-exec://ls", 0, {"shell": False}),
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
        "Gives a sleeping command 0.3 s through subprocess.run; expect one resource with status -1 that timed out.",
        ["sleep", "30"],
        _resource("run://sleep", -1, {"timed_out": True}),
        {"call": "subprocess.run", "timeout": 0.3},
    ),
    _command(
        "exit-3",
        "Command that fails with 3",
        "Runs a command that ends with exit code 3; expect one resource with status 3.",
        ["sh", "-c", "echo It went wrong >&2; exit 3"],
        _resource("create-subprocess-exec://sh", 3),
    ),
    _command(
        "killed",
        "Command that is killed",
        "Runs a command that dies of SIGKILL; expect one resource with status -1 and that signal.",
        ["sh", "-c", "kill -KILL $$"],
        _resource("create-subprocess-exec://sh", -1, {"signal": "SIGKILL"}),
    ),
    _through("subprocess.run", ["uname", "-s"], "run://uname"),
    _through("subprocess.check_output", ["uname", "-s"], "check-output://uname"),
    _through("subprocess.check_call", ["uname", "-s"], "check-call://uname"),
    _through("subprocess.call", ["uname", "-s"], "call://uname"),
    _through("subprocess.Popen", ["uname", "-s"], "popen://uname"),
    _through("subprocess.getoutput", "uname -s", "getoutput://uname -s"),
    _through("subprocess.getstatusoutput", "uname -m", "getstatusoutput://uname -m"),
    _through("os.popen", "uname -s", "popen://uname -s"),
    Scenario(
        "unwaited",
        "Popen that nobody waits for",
        GROUP,
        "Starts a command and never waits for it; expect one resource that lasts until the command's own end.",
        _start_and_leave,
        _resource("popen://sleep", 0),
    ),
)
