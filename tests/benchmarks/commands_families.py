"""What a command costs more with the SDK, for every way to start one: without a fork, and with a real child."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
from typing import TYPE_CHECKING, Any

from tests.benchmarks.harness import Row, caught_up, cpu_to_disk_us, median_us, microseconds_row, paired
from tests.benchmarks.without_fork import without_fork

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = "/bin/true"
REPEATS = 200
ROUNDS = 5
TARGET = "+40 µs"
STUBBED_REPEATS = 1_000
STUBBED_TARGET = "+12 µs"


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
    async def many(count: int) -> None:
        for _ in range(count):
            await coroutine()

    def measure() -> float:
        with asyncio.Runner() as runner:
            runner.run(many(1))
            caught_up()  # what the SDK does only once is no part of what a command costs
            return cpu_to_disk_us(lambda: runner.run(many(REPEATS))) / REPEATS

    return measure


def _plainly(command: Callable[[], object]) -> Callable[[], float]:
    def many() -> None:
        for _ in range(REPEATS):
            command()

    def measure() -> float:
        command()
        caught_up()  # as above
        return cpu_to_disk_us(many) / REPEATS

    return measure


def _qprocess() -> dict[str, Callable[[], float]]:
    from PySide6.QtCore import QCoreApplication, QEvent, QProcess

    application = QCoreApplication.instance() or QCoreApplication([])

    def start() -> None:
        process = QProcess(application)
        process.start(PROGRAM, [])
        process.waitForFinished()
        process.deleteLater()
        application.processEvents()
        application.sendPostedEvents(process, QEvent.Type.DeferredDelete)  # outside `exec` nobody else does

    return {
        "QProcess.start": _plainly(start),
        "QProcess.execute": _plainly(lambda: QProcess.execute(PROGRAM, [])),
    }


def measure() -> list[Row]:
    """The rows of this benchmark."""
    families: dict[str, Callable[[], object]] = {
        "subprocess.run": lambda: subprocess.run([PROGRAM], check=False),
        "subprocess.run, shell": lambda: subprocess.run(PROGRAM, shell=True, check=False),
        "Popen, wait": _popen_wait,
        "Popen, communicate": _popen_communicate,
        "os.popen": _os_popen,
        "os.system": lambda: os.system(PROGRAM),
        "os.posix_spawn": _posix_spawn,
        "os.spawnv, waiting": lambda: os.spawnv(os.P_WAIT, PROGRAM, [PROGRAM]),
        "os.spawnv, not waiting": _spawn_nowait,
        "pty.spawn": _pty,
    }
    with without_fork():
        stubbed = {name: paired(_stubbed(family), ROUNDS) for name, family in families.items()}
    real = {
        **{name: _plainly(family) for name, family in families.items()},
        "asyncio.create_subprocess_exec": _in_a_loop(_create_subprocess_exec),
        **_qprocess(),
    }
    return [
        *(
            microseconds_row(f"{name}, fork stubbed out, median", *pair, STUBBED_TARGET)
            for name, pair in stubbed.items()
        ),
        *(
            microseconds_row(f"{name}, real child, CPU up to the line on disk", *paired(family, ROUNDS), TARGET)
            for name, family in real.items()
        ),
    ]


def _stubbed(command: Callable[[], object]) -> Callable[[], float]:
    return lambda: median_us(command, STUBBED_REPEATS)
