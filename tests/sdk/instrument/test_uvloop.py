"""The end of children of uvloop, with a stand-in for it: where it is installed, test_starts.py has it start them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from desktop_rum.clock import SystemClock
from desktop_rum.instrument.exits import ExitWatcher
from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.runs import Runs
from desktop_rum.instrument.uvloop import UvloopInstrument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.instrument.run import Run

PID = 4_000_000
"""Of a child that is none."""


class Transport:
    """Tells of the end as uvloop's does: to those who wait, then to the protocol."""

    def __init__(self) -> None:
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def get_pid(self) -> int:
        return PID

    def get_returncode(self) -> int | None:
        return self.ended.result() if self.ended.done() else None

    def _wait(self) -> asyncio.Future[int]:
        return self.ended


class Loop:
    """Starts no child."""

    async def subprocess_exec(self, _protocol_factory: Any, *arguments: Any) -> tuple[Transport, None]:
        transport = Transport()
        if "false" in arguments:
            transport.ended.set_result(1)
        return transport, None

    subprocess_shell = subprocess_exec


@pytest.fixture
def ended() -> Iterator[list[Run]]:
    """The runs that have ended, while the stand-in is patched and no watch notices anything."""
    found: list[Run] = []
    exits = Mock(spec=ExitWatcher)
    late_imports = Mock(spec=LateImports)
    instrument = UvloopInstrument(Runs(SystemClock(), found.append), exits, late_imports)
    (_, patch), _ = late_imports.when_imported.call_args
    patch(SimpleNamespace(Loop=Loop))
    yield found
    assert exits.watch.call_count == (not any(run.arguments == ("false",) for run in found))
    instrument.stop()


@pytest.mark.parametrize("returncode", [0, 3, -9])
def test_the_loop_tells_before_the_app_goes_on(returncode: int, ended: list[Run]) -> None:
    async def main() -> list[int | None]:
        transport, _ = await Loop().subprocess_exec(None, "program", "x")
        asyncio.get_running_loop().call_soon(transport.ended.set_result, returncode)
        await transport._wait()
        return [run.returncode for run in ended]

    assert asyncio.run(main()) == [returncode]
    assert ended[0].arguments == ("program", "x")


def test_an_end_during_the_start_is_told_at_once(ended: list[Run]) -> None:
    async def main() -> list[int | None]:
        await Loop().subprocess_exec(None, "false")
        return [run.returncode for run in ended]

    assert asyncio.run(main()) == [1]


def test_a_wait_that_is_cancelled_tells_nothing(ended: list[Run]) -> None:
    async def main() -> None:
        transport, _ = await Loop().subprocess_exec(None, "program")
        transport.ended.cancel()
        await asyncio.wait([transport.ended])

    asyncio.run(main())
    assert ended == []
