"""The end of children of uvloop, told by the loop alone: no watch notices anything. Their starts: test_starts.py."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from desktop_rum.clock import SystemClock
from desktop_rum.instrument.exits import ExitWatcher
from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.runs import Runs
from desktop_rum.instrument.uvloop import UvloopInstrument

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from desktop_rum.instrument.run import Run

uvloop = pytest.importorskip("uvloop", reason="not on Windows")


class Observed:
    """What an instrument on a real loop has seen."""

    def __init__(self) -> None:
        self.ended: list[Run] = []
        self.exits = Mock(spec=ExitWatcher)
        late_imports = Mock(spec=LateImports)
        self.instrument = UvloopInstrument(Runs(SystemClock(), self.ended.append), self.exits, late_imports)
        (_, patch), _ = late_imports.when_imported.call_args
        patch(uvloop)

    def returncodes(self) -> list[int | None]:
        """Of the runs that have ended."""
        return [run.returncode for run in self.ended]


@pytest.fixture
def observed() -> Iterator[Observed]:
    observed = Observed()
    yield observed
    observed.instrument.stop()


def _run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


@pytest.mark.parametrize(
    ("end", "returncode"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", -9)], ids=["success", "failure", "signal"]
)
def test_the_loop_tells_before_the_app_goes_on(end: str, returncode: int, observed: Observed) -> None:
    command = ("/bin/sh", "-c", f"read line; {end}")

    async def main() -> None:
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
        assert observed.ended == []
        assert process.stdin is not None
        process.stdin.write(b"\n")
        assert await process.wait() == returncode
        assert observed.returncodes() == [returncode]

    _run(main)
    assert observed.ended[0].arguments == command
    observed.exits.watch.assert_called_once_with(observed.ended[0])
    observed.exits.unwatch.assert_called_once_with(observed.ended[0])


class _ChildIsGone(asyncio.SubprocessProtocol):
    """Lets the start go on once the child has ended, which the loop then finds out first."""

    def connection_made(self, transport: Any) -> None:
        with contextlib.suppress(ChildProcessError):  # the loop has collected it already
            os.waitid(os.P_PID, transport.get_pid(), os.WEXITED | os.WNOWAIT)


def test_an_end_during_the_start_is_told_at_once(observed: Observed) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.subprocess_exec(_ChildIsGone, "/bin/false", stdin=None, stdout=None, stderr=None)
        assert transport.get_returncode() == 1
        assert observed.returncodes() == [1]

    _run(main)
    observed.exits.watch.assert_not_called()


def test_a_wait_that_the_app_gives_up_hides_no_end(observed: Observed) -> None:
    async def main() -> None:
        process = await asyncio.create_subprocess_exec("/bin/sleep", "60")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(process.wait(), 0)
        assert observed.ended == []
        process.kill()
        await process.wait()
        assert observed.returncodes() == [-signal.SIGKILL]

    _run(main)


def test_a_wait_of_ours_that_is_cancelled_tells_nothing(observed: Observed) -> None:
    async def main() -> None:
        process = await asyncio.create_subprocess_exec("/bin/sleep", "60")
        (run,), _ = observed.exits.watch.call_args
        given_up = asyncio.get_running_loop().create_future()
        given_up.cancel()
        observed.instrument._told(run, given_up)
        assert observed.ended == []
        process.kill()
        await process.wait()

    _run(main)
