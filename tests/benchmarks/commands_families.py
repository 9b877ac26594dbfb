"""What a command costs more with the SDK, for every way to start one, each with a real child."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
from typing import TYPE_CHECKING, Any

from desktop_rum.api import current_sdk
from tests.benchmarks.harness import Row, cpu_us, microseconds_row, paired

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = "/bin/true"
REPEATS = 200
ROUNDS = 5
TARGET = "+40 µs"


def _popen_wait() -> None:
    subprocess.Popen([PROGRAM]).wait()


def _popen_communicate() -> None:
    subprocess.Popen([PROGRAM], stdout=subprocess.PIPE).communicate()


def _posix_spawn() -> None:
    os.waitpid(os.posix_spawn(PROGRAM, [PROGRAM], os.environ), 0)


def _spawn_nowait() -> None:
    os.waitpid(os.spawnv(os.P_NOWAIT, PROGRAM, [PROGRAM]), 0)


def _os_popen() -> None:
    os.popen(PROGRAM).close()


def _pty() -> None:
    pty.spawn([PROGRAM], lambda descriptor: os.read(descriptor, 1_024), lambda _: b"")


async def _create_subprocess_exec() -> None:
    await (await asyncio.create_subprocess_exec(PROGRAM)).wait()


def _in_a_loop(coroutine: Callable[[], Any]) -> Callable[[], float]:
    async def many() -> None:
        for _ in range(REPEATS):
            await coroutine()

    def measure() -> float:
        with asyncio.Runner() as runner:
            return cpu_us(lambda: _to_disk(lambda: runner.run(many())), 1) / REPEATS

    return measure


def _to_disk(action: Callable[[], object]) -> None:
    """Everything up to the line on disk: waiting for the pipeline is part of it, the upload is not."""
    action()
    sdk = current_sdk()
    if sdk is not None:
        sdk.pipeline.call(lambda: None, 10)


def _plainly(command: Callable[[], object]) -> Callable[[], float]:
    def many() -> None:
        for _ in range(REPEATS):
            command()

    return lambda: cpu_us(lambda: _to_disk(many), 1) / REPEATS


def _qprocess() -> dict[str, Callable[[], float]]:
    from PySide6.QtCore import QCoreApplication, QProcess

    application = QCoreApplication.instance() or QCoreApplication([])

    def start() -> None:
        process = QProcess(application)
        process.start(PROGRAM, [])
        process.waitForFinished()
        process.deleteLater()
        application.processEvents()

    return {
        "QProcess.start": _plainly(start),
        "QProcess.execute": _plainly(lambda: QProcess.execute(PROGRAM, [])),
    }


def measure() -> list[Row]:
    """The rows of this benchmark."""
    families = {
        "subprocess.run": _plainly(lambda: subprocess.run([PROGRAM], check=False)),
        "subprocess.run, shell": _plainly(lambda: subprocess.run(PROGRAM, shell=True, check=False)),
        "Popen, wait": _plainly(_popen_wait),
        "Popen, communicate": _plainly(_popen_communicate),
        "os.popen": _plainly(_os_popen),
        "os.system": _plainly(lambda: os.system(PROGRAM)),
        "os.posix_spawn": _plainly(_posix_spawn),
        "os.spawnv, waiting": _plainly(lambda: os.spawnv(os.P_WAIT, PROGRAM, [PROGRAM])),
        "os.spawnv, not waiting": _plainly(_spawn_nowait),
        "pty.spawn": _plainly(_pty),
        "asyncio.create_subprocess_exec": _in_a_loop(_create_subprocess_exec),
        **_qprocess(),
    }
    return [
        microseconds_row(f"{name}, real child, CPU up to the line on disk", *paired(family, ROUNDS), TARGET)
        for name, family in families.items()
    ]
