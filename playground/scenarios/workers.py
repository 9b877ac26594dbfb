"""Workers: utility processes from their fork to their end. Each is a view, and its end an action or an error on it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from playground.stage import Stage

GROUP = "Workers"


def _view(service: str) -> Expected:
    name = f"Utility: {service}"
    where = {"view.name": name, "view.url": f"desktop://utility/{service}", "context.pid": lambda pid: pid > 0}
    return Expected("view", f"a view {name}", where)


def _exit_action(service: str, reason: str, *, requested: bool) -> Expected:
    where: dict[str, Any] = {
        "action.target.name": "process_exit",
        "action.type": "custom",
        "view.name": f"Utility: {service}",
        "context.reason": reason,
    }
    if requested:
        where["context.requested"] = True
    return Expected("action", f"an action process_exit ({reason}) on the view of {service}", where)


def _exit_error(service: str, reason: str, **context: object) -> Expected:
    where: dict[str, Any] = {
        "error.source": "source",
        "error.handling": "unhandled",
        "view.name": f"Utility: {service}",
        "context.reason": reason,
    }
    where |= {f"context.{key}": value for key, value in context.items()}
    return Expected("error", f"an error ({reason}) on the view of {service}", where)


async def _talk(stage: Stage) -> None:
    worker = await stage.fork_worker("echo-worker")
    await stage.ask_worker(worker, {"type": "echo", "value": "Hello, worker"})
    await stage.let_worker_exit(worker)


async def _exit_1(stage: Stage) -> None:
    worker = await stage.fork_worker("failing-worker")
    await stage.let_worker_exit(worker, 1)


async def _kill(stage: Stage) -> None:
    worker = await stage.fork_worker("unwanted-worker")
    await stage.kill_worker(worker)


async def _kill_from_outside(stage: Stage) -> None:
    worker = await stage.fork_worker("murdered-worker")
    os.kill(worker.pid, signal.SIGKILL)
    await worker.wait_exited()


async def _abort(stage: Stage) -> None:
    worker = await stage.fork_worker("crashing-worker")
    await stage.tell_worker(worker, {"type": "abort"})


async def _raise(stage: Stage) -> None:
    worker = await stage.fork_worker("raising-worker")
    await stage.tell_worker(worker, {"type": "raise", "text": "The worker raised this on purpose"})


WORKER_SCENARIOS = (
    Scenario(
        "worker-talk",
        "Fork, talk, let it exit",
        GROUP,
        "Forks a worker, gets an answer from it and lets it exit; expect a view and a process_exit action.",
        _talk,
        (_view("echo-worker"), _exit_action("echo-worker", "clean-exit", requested=False)),
    ),
    Scenario(
        "worker-exit-1",
        "Worker that exits with 1",
        GROUP,
        "Lets a worker exit with code 1, unasked; expect a view and one error with that exit code on it.",
        _exit_1,
        (_view("failing-worker"), _exit_error("failing-worker", "abnormal-exit", exit_code=1)),
    ),
    Scenario(
        "worker-kill",
        "Kill a worker as the app",
        GROUP,
        "Kills a worker through its own object; expect a view and a process_exit action that was asked for, no error.",
        _kill,
        (_view("unwanted-worker"), _exit_action("unwanted-worker", "killed", requested=True)),
    ),
    Scenario(
        "worker-killed",
        "Worker killed from outside",
        GROUP,
        "Kills a worker from outside the app with SIGKILL; expect a view and one error with that signal on it.",
        _kill_from_outside,
        (_view("murdered-worker"), _exit_error("murdered-worker", "killed", signal="SIGKILL")),
    ),
    Scenario(
        "worker-abort",
        "Worker that crashes",
        GROUP,
        "Lets a worker abort; expect a view and one crash with SIGABRT on it.",
        _abort,
        (_view("crashing-worker"), _exit_error("crashing-worker", "crashed", signal="SIGABRT")),
    ),
    Scenario(
        "worker-raise",
        "Worker that raises",
        GROUP,
        "Lets a worker die of an exception; expect a view and one error with exit code 1 on it.",
        _raise,
        (_view("raising-worker"), _exit_error("raising-worker", "abnormal-exit", exit_code=1)),
    ),
)
