"""Waiting for what a child answers, when it may die or hang before it does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from playground.processes import ChildProcess, ProcessExit

#: seconds that a child has for an answer or for its end
PATIENCE = 10.0

_Answer = TypeVar("_Answer")


class StageError(RuntimeError):
    """Something that was asked of the stage could not be done; the text says what and why, for people."""


class ClosedError(StageError):
    """What was to be done ended with the process, because the user, or the app, ended that: no news to anybody."""


def settle(answer: asyncio.Future[_Answer], outcome: _Answer | StageError) -> None:
    """Settle an answer, unless something else did, or nobody waits for it any more."""
    if answer.done():
        return
    if isinstance(outcome, StageError):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)


async def unless_gone(child: ChildProcess, answer: asyncio.Future[_Answer], complaint: str) -> _Answer:
    """Wait for an answer of a child that may die or hang before it gives one."""
    gone = asyncio.ensure_future(child.wait_exited())
    waiting: set[asyncio.Future[Any]] = {gone, answer}
    try:
        done, _ = await asyncio.wait(waiting, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
    if answer in done:
        return answer.result()
    answer.cancel()
    if child.exit is not None:
        kind = ClosedError if child.exit.requested else StageError
        raise kind(f"{child.name} {complaint}: it is gone ({child.exit.summary})")
    raise StageError(f"{child.name} {complaint} within {PATIENCE:.0f} s")


async def end_of(child: ChildProcess) -> ProcessExit:
    """Wait for the end of a child that was asked to end."""
    try:
        return await asyncio.wait_for(child.wait_exited(), PATIENCE)
    except TimeoutError:
        raise StageError(f"{child.name} did not end within {PATIENCE:.0f} s") from None
