"""Commands through the other families of calls: `os`, asyncio and `QProcess`; how each starts, ends and fails."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QProcess

from playground.scenarios.scenario import Expected, Scenario
from playground.scenarios.system import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from playground.scenarios.system import Ending, System
    from playground.stage import Stage

GROUP = "Ways to start a command"

BURST = 50

_MISSING = ["/no/such/program", "--really"]
_ENOENT: Mapping[str, object] = {"error_code": "ENOENT"}


def _expected(url: str, status: int | None, context: Mapping[str, object] | None = None) -> tuple[Expected]:
    where: dict[str, Any] = {"resource.url": url, "resource.type": "native"}
    if status is not None:
        where["resource.status_code"] = status
    where |= {f"context.{key}": value for key, value in (context or {}).items()}
    return (Expected("resource", f"a resource {url}", where),)


def _ended(url: str, how: Ending) -> tuple[Expected]:
    return _expected(url, how.status, how.command_context)


def _blocking(
    name: str,
    title: str,
    what: str,
    action: Callable[[], object],
    expected: tuple[Expected],
    *needs: Need,
) -> Scenario:
    """A call that blocks, in a thread."""

    async def run(_stage: Stage) -> None:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(action)

    description = f"{what}; expect one resource {expected[0].where['resource.url']}."
    return Scenario(name, title, GROUP, description, run, expected, frozenset(needs))


def _awaited(
    name: str, title: str, what: str, action: Callable[[], Coroutine[Any, Any, object]], expected: tuple[Expected, ...]
) -> Scenario:
    async def run(_stage: Stage) -> None:
        with contextlib.suppress(OSError):
            await action()

    return Scenario(name, title, GROUP, f"{what}; expect {expected[0].what}.", run, expected)


def _posix_spawn(command: list[str]) -> None:
    if sys.platform != "win32":  # where the scenarios that need it do not exist
        os.waitpid(os.posix_spawn(command[0], command, os.environ), 0)


async def _exec(command: list[str]) -> None:
    await (await asyncio.create_subprocess_exec(*command)).wait()


async def _exec_and_kill(command: list[str]) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    process.kill()
    await process.wait()


async def _shell() -> None:
    await (await asyncio.create_subprocess_shell("exit 3")).wait()


async def _burst(command: list[str]) -> None:
    await asyncio.gather(
        *(asyncio.to_thread(subprocess.run, command, stdout=subprocess.DEVNULL, check=False) for _ in range(BURST))
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


async def _qprocess_detached(command: list[str]) -> None:
    QProcess.startDetached(command[0], command[1:])


def family_scenarios(system: System) -> tuple[Scenario, ...]:
    """With the programs of a system."""
    path = system.shell_path
    fails = [path, *system.shell_line[1:], "exit 3"]
    detached, long = system.sleep(0.1), system.sleep(30)
    empty, secret = [*system.echo, ""], [*system.echo, "--password", "hunter2"]
    dies = [*fails[:-1], "kill -KILL $$"]
    return (
        _blocking("os-system", "os.system", "Runs a shell line that fails", lambda: os.system("exit 3"),  # noqa: S605
                  _expected("system://exit 3", 3)),
        _blocking("os-system-killed", "os.system, killed", "Runs a line that dies",
                  lambda: os.system("kill -KILL $$"),  # noqa: S605
                  _ended("system://kill -KILL $$", system.killed), Need.SIGNALS),
        _blocking("os-posix-spawn", "os.posix_spawn", "Spawns a program that fails", lambda: _posix_spawn(fails),
                  _expected(f"posix-spawn://{path}", 3), Need.POSIX_SPAWN),
        _blocking("os-posix-spawn-missing", "os.posix_spawn, missing", "Spawns a program that is not there",
                  lambda: _posix_spawn(_MISSING), _expected(f"posix-spawn://{_MISSING[0]}", -1, _ENOENT),
                  Need.POSIX_SPAWN),
        _blocking("os-spawn", "os.spawnv", "Spawns a program that fails and waits for it",
                  lambda: os.spawnv(os.P_WAIT, path, fails), _expected(f"spawnv://{path}", 3)),
        _blocking("os-spawn-killed", "os.spawnv, killed", "Spawns a program that dies and waits for it",
                  lambda: os.spawnv(os.P_WAIT, path, dies), _ended(f"spawnv://{path}", system.killed), Need.SIGNALS),
        _awaited("asyncio-exec", "create_subprocess_exec, fails", "Runs a program that fails in the event loop",
                 lambda: _exec(fails), _expected(f"create-subprocess-exec://{path}", 3)),
        _awaited("asyncio-shell", "create_subprocess_shell, fails", "Runs a line that fails in the event loop",
                 _shell, _expected("create-subprocess-shell://exit 3", 3)),
        _awaited("asyncio-killed", "create_subprocess_exec, killed", "Kills a program that it started",
                 lambda: _exec_and_kill(long),
                 _ended(f"create-subprocess-exec://{long[0]}", system.killed_by_python)),
        _awaited("qprocess", "QProcess, fails", "Starts a program that fails", lambda: _qprocess(fails),
                 _expected(f"qprocess://{path}", 3)),
        _awaited("qprocess-missing", "QProcess, missing", "Starts a program that is not there",
                 lambda: _qprocess(_MISSING), _expected(f"qprocess://{_MISSING[0]}", -1, _ENOENT)),
        _awaited("qprocess-killed", "QProcess, killed", "Kills a program that it started",
                 lambda: _qprocess(long, kill=True), _ended(f"qprocess://{long[0]}", system.killed_by_qt)),
        _awaited("qprocess-detached", "QProcess, detached", "Starts a program that is nobody's child",
                 lambda: _qprocess_detached(detached),
                 _expected(f"qprocess://{detached[0]}", None, {"detached": True})),
        _awaited("secret", "A command with a secret", "Runs a program with a password among its arguments",
                 lambda: asyncio.to_thread(subprocess.check_output, secret),
                 _expected(f"check-output://{secret[0]}", 0, {"args": [*secret[:-1], "***"]})),
        _awaited("burst", f"{BURST} at once", f"Runs {BURST} commands at the same time", lambda: _burst(empty),
                 (Expected("resource", f"{BURST} resources run://{empty[0]}", {"resource.url": f"run://{empty[0]}",
                           "context.args": empty}, BURST),)),
    )  # fmt: skip
