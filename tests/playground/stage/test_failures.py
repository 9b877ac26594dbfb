"""Failures of the main process reach the hooks that catch what nobody else does."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import pytest

from playground.stage.failures import DemoError

if TYPE_CHECKING:
    from playground.stage import Stage
    from tests.plugins.qt_loop import RunAsync


@pytest.mark.qt_no_exception_capture
def test_exception_in_a_slot_reaches_the_interpreters_hook(
    run_async: RunAsync, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))

    run_async(stage.raise_uncaught())

    assert [type(error) for error in caught] == [DemoError]


def test_failed_task_reaches_the_loops_handler(run_async: RunAsync, stage: Stage) -> None:
    contexts: list[dict[str, Any]] = []

    async def fail() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: contexts.append(context))
        await stage.fail_task()

    run_async(fail())

    assert [type(context["exception"]) for context in contexts] == [DemoError]
