"""Commands through the other families of calls: `os`, asyncio and `QProcess`; how each starts, ends and fails."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QProcess

from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from playground.stage import Stage

GROUP = "Ways to start a command"

BURST = 50

_SHELL = "/bin/sh"
_FAILS = [_SHELL, "-c", "exit 3"]
_DIES = [_SHELL, "-c", "kill -KILL $$"]
_MISSING = ["/no/such/program", "--really"]
_ENOENT: Mapping[str, object] = {"error_code": "ENOENT"}


def _expected(url: str, status: int | None, context: Mapping[str, object] | None = None) -> tuple[Expected]:
    where: dict[str, Any] = {"resource.url": url, "resource.type": "native"}
    if status is not None:
        where["resource.status_code"] = status
    where |= {f"context.{key}": value for key, value in (context or {}).items()}
    return (Expected("resource", f"a resource {url}", where),)


def _blocking(name: str, title: str, what: str, action: Callable[[], object], expected: tuple[Expected]) -> Scenario:
    """A call that blocks, in a thread."""

    async def run(_stage: Stage) -> None:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(action)

    return Scenario(
        name, title, GROUP, f"{what}; expect one resource {expected[0].where['resource.url']}.", run, expected
    )


def _awaited(
    name: str, title: str, what: str, action: Callable[[], Coroutine[Any, Any, object]], expected: tuple[Expected, ...]
) -> Scenario:
    async def run(_stage: Stage) -> None:
        with contextlib.suppress(OSError):
            await action()

    return Scenario(name, title, GROUP, f"{what}; expect {expected[0].what}.", run, expected)


def _posix_spawn(command: list[str]) -> None:
    os.waitpid(os.posix_spawn(command[0], command, os.environ), 0)


async def _exec(command: list[str]) -> None:
    await (await asyncio.create_subprocess_exec(*command)).wait()


async def _exec_and_kill() -> None:
    process = await asyncio.create_subprocess_exec("sleep", "30")
    process.kill()
    await process.wait()


async def _shell() -> None:
    await (await asyncio.create_subprocess_shell("exit 3")).wait()


async def _burst() -> None:
    await asyncio.gather(
        *(asyncio.to_thread(subprocess.run, ["/bin/echo", "-n", ""], check=False) for _ in range(BURST))
    )


async def _qprocess(command: list[str], *, kill: bool = False) -> None:
    process = QProcess()
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_over(*_: object) -> None:
        if not over.done():
            over.set_result(None)

    process.finished.connect(on_over)
    process.errorOccurred.connect(lambda error: on_over() if error is QProcess.ProcessError.FailedToStart else None)
    if kill:
        process.started.connect(process.kill)
    process.start(command[0], command[1:])
    await over
    process.deleteLater()


async def _qprocess_detached() -> None:
    QProcess.startDetached("/bin/sleep", ["0.1"])


FAMILY_SCENARIOS = (
    _blocking("os-system", "os.system", "Runs a shell line that fails", lambda: os.system("exit 3"),  # noqa: S605
              _expected("system://exit 3", 3)),
    _blocking("os-system-killed", "os.system, killed", "Runs a line that dies", lambda: os.system("kill -KILL $$"),  # noqa: S605
              _expected("system://kill -KILL $$", -1, {"signal": "SIGKILL"})),
    _blocking("os-posix-spawn", "os.posix_spawn", "Spawns a program that fails", lambda: _posix_spawn(_FAILS),
              _expected(f"posix-spawn://{_SHELL}", 3)),
    _blocking("os-posix-spawn-missing", "os.posix_spawn, missing", "Spawns a program that is not there",
              lambda: _posix_spawn(_MISSING), _expected(f"posix-spawn://{_MISSING[0]}", -1, _ENOENT)),
    _blocking("os-spawn", "os.spawnv", "Spawns a program that dies and waits for it",
              lambda: os.spawnv(os.P_WAIT, _SHELL, _DIES), _expected(f"spawnv://{_SHELL}", -1, {"signal": "SIGKILL"})),
    _awaited("asyncio-exec", "create_subprocess_exec, fails", "Runs a program that fails in the event loop",
             lambda: _exec([_SHELL, "-c", "exit 4"]), _expected(f"create-subprocess-exec://{_SHELL}", 4)),
    _awaited("asyncio-shell", "create_subprocess_shell, fails", "Runs a line that fails in the event loop",
             _shell, _expected("create-subprocess-shell://exit 3", 3)),
    _awaited("asyncio-killed", "create_subprocess_exec, killed", "Kills a program that it started",
             _exec_and_kill, _expected("create-subprocess-exec://sleep", -1, {"signal": "SIGKILL"})),
    _awaited("qprocess", "QProcess, fails", "Starts a program that fails", lambda: _qprocess(_FAILS),
             _expected(f"qprocess://{_SHELL}", 3)),
    _awaited("qprocess-missing", "QProcess, missing", "Starts a program that is not there", lambda: _qprocess(_MISSING),
             _expected(f"qprocess://{_MISSING[0]}", -1, _ENOENT)),
    _awaited("qprocess-killed", "QProcess, killed", "Kills a program that it started",
             lambda: _qprocess(["/bin/sleep", "30"], kill=True),
             _expected("qprocess:///bin/sleep", -1, {"signal": "SIGKILL"})),
    _awaited("qprocess-detached", "QProcess, detached", "Starts a program that is nobody's child", _qprocess_detached,
             _expected("qprocess:///bin/sleep", None, {"detached": True})),
    _awaited("secret", "A command with a secret", "Runs a program with a password among its arguments",
             lambda: asyncio.to_thread(subprocess.check_output, ["/bin/echo", "--password", "hunter2"]),
             _expected("check-output:///bin/echo", 0, {"args": ["/bin/echo", "--password", "***"]})),
    _awaited("burst", f"{BURST} at once", f"Runs {BURST} commands at the same time", _burst,
             (Expected("resource", f"{BURST} resources run:///bin/echo", {"resource.url": "run:///bin/echo",
                       "context.args": ["/bin/echo", "-n", ""]}, BURST),)),
)  # fmt: skip
