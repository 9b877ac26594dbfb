"""Failures of the main process that nobody catches, on purpose."""

from __future__ import annotations

import asyncio
from typing import NoReturn

from PySide6.QtCore import QTimer


class DemoError(RuntimeError):
    """Raised by the playground on purpose; nobody catches it."""


async def raise_in_slot() -> None:
    """Raise in a slot that Qt calls, so that `sys.excepthook` gets it; returns when that has happened."""
    raised = asyncio.get_running_loop().create_future()

    def fail() -> NoReturn:
        raised.set_result(None)
        raise DemoError("The main process raised this on purpose, in a Qt slot")

    QTimer.singleShot(0, fail)
    await raised


async def fail_task() -> None:
    """Let a task fail that nobody awaits, so that the loop's exception handler gets it."""
    failed = asyncio.get_running_loop().create_future()

    async def fail() -> NoReturn:
        raise DemoError("A task of the main process failed on purpose, and nobody awaited it")

    # Without a reference kept anywhere the task goes away when it has failed, and only then its loop is told.
    asyncio.ensure_future(fail()).add_done_callback(lambda _task: failed.set_result(None))
    await failed
    await asyncio.sleep(0)
