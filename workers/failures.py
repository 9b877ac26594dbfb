"""The ways in which the demo worker fails when it is told to."""

from __future__ import annotations

import asyncio
import gc
import threading
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class WorkerError(RuntimeError):
    """Raised by the demo worker on purpose; nobody catches it."""


def fail_in_main_thread(text: str) -> NoReturn:
    """Raise here: the process ends with 1."""
    raise WorkerError(text)


def fail_in_thread(text: str) -> None:
    """Raise in another thread: that thread ends, the process goes on."""
    thread = threading.Thread(target=fail_in_main_thread, args=(text,), name="failing")
    thread.start()
    thread.join()


def fail_in_task(text: str) -> None:
    """Raise in a task that nobody awaits: the loop says so when it is collected."""

    async def fail() -> NoReturn:
        raise WorkerError(text)

    async def lose_a_task() -> None:
        task = asyncio.ensure_future(fail())
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(lose_a_task())


def fail_in_finalizer(text: str) -> None:
    """Raise in a `__del__`, where Python can only complain."""

    class Stubborn:
        def __del__(self) -> None:
            raise WorkerError(text)

    Stubborn()
    gc.collect()


#: where an exception is raised, by the word of the message
PLACES: Mapping[str, Callable[[str], None]] = MappingProxyType(
    {"main": fail_in_main_thread, "thread": fail_in_thread, "task": fail_in_task, "finalizer": fail_in_finalizer}
)
