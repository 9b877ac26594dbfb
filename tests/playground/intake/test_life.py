"""How long an intake lives: it ends with its owner, survives the owner's crash, and does not stay for ever."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from playground.intake.launch import CHECKOUT, IntakeProcess
from playground.intake.lifetime import Lifetime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNER_THAT_CRASHES = """
import os, pathlib, signal, sys
from playground.intake.launch import IntakeProcess
intake = IntakeProcess.start(record=pathlib.Path(sys.argv[1]), linger=float(sys.argv[2]))
print(intake.url, intake.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


class Orphan:
    """An intake whose owner was killed."""

    def __init__(self, record: Path, linger: float) -> None:
        owner = subprocess.run(
            [sys.executable, "-c", OWNER_THAT_CRASHES, str(record), str(linger)],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            check=False,
            text=True,
        )
        assert owner.returncode == -signal.SIGKILL
        self.url, pid = owner.stdout.split()
        self.pid = int(pid)
        self._exit = os.pidfd_open(self.pid)

    def has_ended(self, within: float) -> bool:
        return bool(select.select([self._exit], [], [], within)[0])

    def stop(self) -> None:
        if not self.has_ended(0):
            signal.pidfd_send_signal(self._exit, signal.SIGKILL)
        os.close(self._exit)


@pytest.fixture
def orphan(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Orphan]:
    orphan = Orphan(tmp_path / "events.ndjson", request.param)
    yield orphan
    orphan.stop()


@pytest.mark.parametrize("orphan", [3600.0], indirect=True)
def test_survives_the_crash_of_its_owner_until_it_is_told_to_end(orphan: Orphan, tmp_path: Path) -> None:
    answer = httpx.post(f"{orphan.url}/api/v2/rum?dd-api-key=pub", content='{"type":"view"}', trust_env=False)
    assert answer.status_code == 202
    assert (tmp_path / "events.ndjson").read_text() == '{"type":"view"}\n'
    os.kill(orphan.pid, signal.SIGTERM)
    assert orphan.has_ended(within=30)


@pytest.mark.parametrize("orphan", [0.05], indirect=True)
def test_ends_when_nobody_calls_after_the_crash_of_its_owner(orphan: Orphan) -> None:
    assert orphan.has_ended(within=30)


def test_goodbye_ends_it_in_order(intake: IntakeProcess) -> None:
    intake.stop()
    assert intake._process.returncode == 0
    intake.stop()


def test_goodbye_is_heard_while_another_process_holds_the_pipe(intake: IntakeProcess) -> None:
    assert intake._process.stdin
    held = os.dup(intake._process.stdin.fileno())
    intake.stop(timeout=30)
    os.close(held)
    assert intake._process.returncode == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(intake: IntakeProcess, sign: signal.Signals) -> None:
    os.kill(intake.pid, sign)
    assert intake._process.wait(30) == 0


def test_stop_after_a_crash_of_the_intake(intake: IntakeProcess) -> None:
    os.kill(intake.pid, signal.SIGKILL)
    intake.stop()
    assert intake._process.returncode == -signal.SIGKILL


def test_stop_kills_one_that_does_not_answer(intake: IntakeProcess) -> None:
    os.kill(intake.pid, signal.SIGSTOP)
    intake.stop(timeout=0.05)
    assert intake._process.returncode == -signal.SIGKILL


def test_a_ctrl_c_in_the_terminal_of_the_app_does_not_reach_it(intake: IntakeProcess) -> None:
    assert os.getpgid(intake.pid) == intake.pid


def test_each_request_puts_the_end_off() -> None:
    """With simulated time: a request 4 s after the owner's death makes it 14 s, with 10 s to linger."""
    now = 100.0
    slept: list[float] = []

    async def live() -> None:
        async def sleep(seconds: float) -> None:
            nonlocal now
            slept.append(seconds)
            if len(slept) == 1:
                now += 4
                lifetime.note_request()
                seconds -= 4
            now += seconds

        reading, writing = os.pipe()
        lifetime = Lifetime(10, owner=reading, clock=lambda: now, sleep=sleep)
        os.close(writing)
        await lifetime.wait_for_end()
        os.close(reading)

    asyncio.run(live())
    assert slept == [10, 4]
    assert now == 114
