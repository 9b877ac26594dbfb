"""The conditions that the app runs under, with a real SDK and intake behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import desktop_rum
from playground.intake.fault import Fault
from playground.intake.launch import IntakeError
from playground.options import Options
from playground.running import Playground
from playground.stage import Conditions, StageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.plugins.qt_loop import RunAsync


@pytest.fixture
def playground(run_async: RunAsync, tmp_path: Path) -> Iterator[Playground]:
    """Intake, SDK, feed and stage, all real."""
    playground = Playground(Options(data_dir=tmp_path))
    yield playground
    run_async(playground.stop())


def test_a_fault_is_switched_and_ends_with_its_block(
    run_async: RunAsync, playground: Playground, expect_log: Callable[[str], None]
) -> None:
    expect_log("The intake cannot be reached, events are kept on disk: it answered 500")
    conditions = playground.stage.conditions
    seen: list[Fault] = []
    conditions.fault_changed.connect(seen.append)

    async def fail() -> None:
        async with conditions.failing(Fault.BROKEN):
            await playground.stage.run_command("echo hello")
            assert not await conditions.flush()
            figures = desktop_rum.delivery_figures()
            assert figures is not None
            assert figures.batches > 0
            assert figures.retries > 0
            raise LookupError

    with pytest.raises(LookupError):
        run_async(fail())
    assert seen == [Fault.BROKEN, Fault.NONE]
    assert run_async(conditions.flush())
    resources = [event for event in run_async(playground.received()) if event["type"] == "resource"]
    assert [event["context"]["args"] for event in resources] == [["echo", "hello"]]


def test_consent_and_user_reach_the_sdk(run_async: RunAsync, playground: Playground) -> None:
    conditions = playground.stage.conditions
    conditions.set_user("7", "", "ada@example.com")
    assert conditions.user == {"id": "7", "email": "ada@example.com"}
    conditions.set_consent("not-granted")
    run_async(playground.stage.run_command("echo hello"))
    run_async(conditions.flush())
    conditions.set_user(None, "", None)
    assert conditions.user == {}
    assert conditions.consent == "not-granted"
    assert not any(event["type"] == "resource" for event in run_async(playground.received()))


def test_an_intake_elsewhere_goes_on_as_it_is(run_async: RunAsync) -> None:
    conditions = Conditions()
    run_async(conditions.switch_fault(Fault.OFFLINE))
    assert not conditions.can_fail
    assert conditions.fault is Fault.NONE


def test_an_intake_that_is_gone_is_told(run_async: RunAsync) -> None:
    def set_fault(_: Fault) -> None:
        raise IntakeError("it is gone")

    with pytest.raises(StageError, match="could not be switched: it is gone"):
        run_async(Conditions(set_fault).switch_fault(Fault.HANG))
