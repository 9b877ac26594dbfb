"""Every way to start a command, outside Qt, as functions that return once the child is gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.plugins.terminals import need_terminals
from tests.sdk.instrument.children import Children

Start = Callable[[list[str]], object]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to start a command."""

    name: str
    scheme: str
    start: Start
    line: bool = False
    """Whether it takes a line for a shell."""
    fails: bool = True
    """Whether a program that is missing makes the call raise; otherwise a child exits with 127."""
    missing: bool = True
    """Whether a missing program may be tried: the child of `pty.spawn` would go on as a second pytest."""
    pid: bool = True
    """Whether the pid can be known."""


def _quiet(function: Callable[..., object], *args: Any, **kwargs: Any) -> object:
    with contextlib.suppress(subprocess.CalledProcessError):
        return function(*args, **kwargs)
    return None


def _wait(command: list[str]) -> None:
    subprocess.Popen(command).wait()


def _communicate(command: list[str]) -> None:
    subprocess.Popen(command, stdout=subprocess.PIPE).communicate()


def _poll(command: list[str]) -> None:
    process = subprocess.Popen(command)
    while process.poll() is None:
        time.sleep(0.001)


def _with(command: list[str]) -> None:
    with subprocess.Popen(command, stdout=subprocess.PIPE, close_fds=False):
        pass


def _posix_spawned(command: list[str]) -> None:
    subprocess.Popen(command, close_fds=False).wait()


class _Derived(subprocess.Popen[bytes]):
    """A subclass, as apps have them."""

    def __init__(self, program: str, *arguments: str) -> None:
        super().__init__([program, *arguments])


def _derived(command: list[str]) -> None:
    _Derived(*command).wait()


def _os_wait(command: list[str]) -> None:
    process = subprocess.Popen(command)
    os.waitpid(process.pid, 0)
    process.wait()


def _shell_popen(command: list[str]) -> None:
    subprocess.Popen(Children.line(command), shell=True).wait()


def _shell_run(command: list[str]) -> None:
    subprocess.run(Children.line(command), shell=True, check=False)


def _os_popen(command: list[str]) -> None:
    with os.popen(Children.line(command)) as pipe:
        pipe.read()


def _posix_spawn(command: list[str]) -> None:
    os.waitpid(os.posix_spawn(command[0], command, os.environ), 0)


def _posix_spawnp(command: list[str]) -> None:
    os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)


def _waitid(command: list[str]) -> None:
    os.waitid(os.P_PID, os.posix_spawn(command[0], command, os.environ), os.WEXITED)


def _pty(command: list[str]) -> None:
    need_terminals()
    pty.spawn(command, lambda descriptor: os.read(descriptor, 1_024), lambda _: b"")


def _spawn(name: str, mode: int) -> Start:
    """One of the eight, waiting or not."""

    def start(command: list[str]) -> None:
        function = getattr(os, name)
        arguments: list[Any] = [*command] if "l" in name[5:6] else [command]
        if name.endswith("e"):
            arguments.append(os.environ)
        result = function(mode, command[0], *arguments)
        if mode == os.P_NOWAIT:
            os.waitpid(result, 0)

    return start


async def _exec(command: list[str]) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    await process.wait()


async def _exec_output(command: list[str]) -> None:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    await process.communicate()


async def _shell(command: list[str]) -> None:
    process = await asyncio.create_subprocess_shell(Children.line(command))
    await process.wait()


async def _loop_exec(command: list[str]) -> None:
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    class Protocol(asyncio.SubprocessProtocol):
        def process_exited(self) -> None:
            ended.set_result(None)

    transport, _ = await loop.subprocess_exec(Protocol, *command, stdin=None, stdout=None, stderr=None)
    await ended
    transport.close()


def _in_default_loop(coroutine: Callable[[list[str]], Any]) -> Start:
    return lambda command: asyncio.run(coroutine(command))


def _in_uvloop(coroutine: Callable[[list[str]], Any]) -> Start:
    def start(command: list[str]) -> None:
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(coroutine(command))

    return start


WAYS = (
    Way("run", "run", lambda command: subprocess.run(command, check=False)),
    Way("run checked", "run", lambda command: _quiet(subprocess.run, command, check=True, capture_output=True)),
    Way("run in a shell", "run", _shell_run, line=True),
    Way("call", "call", subprocess.call),
    Way("check_call", "check-call", lambda command: _quiet(subprocess.check_call, command)),
    Way("check_output", "check-output", lambda command: _quiet(subprocess.check_output, command)),
    Way("getoutput", "getoutput", lambda command: subprocess.getoutput(Children.line(command)), line=True),
    Way(
        "getstatusoutput",
        "getstatusoutput",
        lambda command: subprocess.getstatusoutput(Children.line(command)),
        line=True,
    ),
    Way("Popen, wait", "popen", _wait),
    Way("Popen, communicate", "popen", _communicate),
    Way("Popen, poll", "popen", _poll),
    Way("Popen, with", "popen", _with),
    Way("Popen by posix_spawn", "popen", _posix_spawned),
    Way("Popen, os.waitpid", "popen", _os_wait),
    Way("Popen derived", "popen", _derived),
    Way("Popen in a shell", "popen", _shell_popen, line=True),
    Way("os.popen", "popen", _os_popen, line=True),
    Way("os.system", "system", lambda command: os.system(Children.line(command)), line=True, pid=False),
    Way("os.posix_spawn", "posix-spawn", _posix_spawn),
    Way("os.posix_spawn, waitid", "posix-spawn", _waitid),
    Way("os.posix_spawnp", "posix-spawnp", _posix_spawnp),
    Way("pty.spawn", "spawn", _pty, missing=False),
    *(
        Way(f"os.{name}, {mode}", name, _spawn(name, getattr(os, mode)), fails=False)
        for name in ("spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe")
        for mode in ("P_WAIT", "P_NOWAIT")
    ),
    Way("asyncio exec", "create-subprocess-exec", _in_default_loop(_exec)),
    Way("asyncio exec, output", "create-subprocess-exec", _in_default_loop(_exec_output)),
    Way("asyncio shell", "create-subprocess-shell", _in_default_loop(_shell), line=True),
    Way("asyncio loop", "subprocess-exec", _in_default_loop(_loop_exec)),
)

UVLOOP_WAYS = (
    Way("uvloop exec", "create-subprocess-exec", _in_uvloop(_exec)),
    Way("uvloop exec, output", "create-subprocess-exec", _in_uvloop(_exec_output)),
    Way("uvloop shell", "create-subprocess-shell", _in_uvloop(_shell), line=True),
    Way("uvloop loop", "subprocess-exec", _in_uvloop(_loop_exec)),
)
