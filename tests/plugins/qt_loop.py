"""The fixture `run_async`: runs a coroutine to its end in the event loop that the playground has, Qt's."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest
import qasync
import shiboken6

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from PySide6.QtWidgets import QApplication

Result = TypeVar("Result")

#: seconds; far more than anything takes
PATIENCE = 30.0


class RunAsync(Protocol):
    """Runs a coroutine to its end and gives its result; raises TimeoutError when that takes too long."""

    def __call__(self, coroutine: Coroutine[Any, Any, Result]) -> Result: ...


def runner(application: QApplication, loop: qasync.QEventLoop) -> RunAsync:
    """The function that runs coroutines in a loop."""

    def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
        task: asyncio.Task[Result] = loop.create_task(asyncio.wait_for(coroutine, PATIENCE))
        task.add_done_callback(lambda _: application.exit())
        application.exec()
        return task.result()

    return run


def quiet_loops() -> None:
    """Keep event loops from logging their every step."""
    for name in ("qasync", "asyncio"):
        logging.getLogger(name).setLevel(logging.INFO)


@contextmanager
def qt_loop(application: QApplication) -> Iterator[qasync.QEventLoop]:
    """An event loop of Qt's, and at all times the running one of this thread, as it is in the program.

    Qt handles events wherever a test waits, and since Python 3.14 no task takes a step while its loop is not running.
    """
    quiet_loops()
    with qasync.QEventLoop(application) as loop:
        timer = loop._timer
        asyncio._set_running_loop(loop)
        try:
            yield loop
        finally:
            asyncio._set_running_loop(None)
    # Some of its timers still run, and it would be the thread that happens to collect garbage which deletes them.
    shiboken6.delete(timer)


@pytest.fixture
def run_async(qapp: QApplication) -> Iterator[RunAsync]:
    """A fresh loop for each test."""
    with qt_loop(qapp) as loop:
        yield runner(qapp, loop)
