"""How `multiprocessing` starts a process, and one that is started and joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

METHODS = ("fork", "spawn", "forkserver")


def run(context: Any, target: Callable[..., None], *args: Any) -> int | None:
    """Start a process, and wait for its end; its exit code."""
    process = context.Process(target=target, args=args, name="it")
    process.start()
    process.join()
    code: int | None = process.exitcode
    return code
