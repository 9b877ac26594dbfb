"""Workers: utility processes from their fork to their end. Each is a view, and its end an action or an error on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from playground.processes import kill_from_outside
from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.scenarios.system import Ending, System
    from playground.stage import Stage

GROUP = "Workers"

RAISED = "The worker raised this on purpose"


def _view(service: str, *, errors: int = 0, **fields: object) -> Expected:
    """The view of a worker; it counts its own errors, and the main process's view counts none of them."""
    name = f"Utility: {service}"
    where: dict[str, Any] = {
        "view.name": name,
        "view.url": f"desktop://utility/{service}",
        "view.error.count": errors,
        "context.pid": lambda pid: pid > 0,
    }
    counted = f" with {errors} error{'' if errors == 1 else 's'}" if errors else ""
    return Expected("view", f"a view {name}{counted}", where | fields)


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


def _error(service: str, what: str, fields: Mapping[str, Any]) -> Expected:
    where = {"error.source": "source", "error.handling": "unhandled", "view.name": f"Utility: {service}", **fields}
    return Expected("error", f"{what} on the view of {service}", where)


def _exit_error(service: str, reason: str, **context: object) -> Expected:
    fields = {"context.reason": reason, **{f"context.{key}": value for key, value in context.items()}}
    return _error(service, f"an error ({reason})", fields)


def _crash(service: str, how: Ending) -> Expected:
    """One crash that names the signal or the exit code, with the stack of the worker's own crash report."""
    fields = {
        "error.is_crash": True,
        "context.reason": how.reason,
        **{f"context.{key}": value for key, value in how.context.items()},
        "error.stack": lambda stack: "demo_worker.py" in stack,
    }
    return _error(service, f"a crash ({how.what}) with its stack", fields)


def _raised(service: str, **context: object) -> Expected:
    """One error with what was raised, and where."""
    fields = {
        "error.type": lambda name: name.endswith("WorkerError"),
        "error.message": lambda message: RAISED in message,
        "error.stack": lambda stack: "failures.py" in stack,
        **{f"context.{key}": value for key, value in context.items()},
    }
    return _error(service, "an uncaught WorkerError with its stack", fields)


async def _talk(stage: Stage) -> None:
    worker = await stage.fork_worker("echo-worker")
    await stage.ask_worker(worker, {"type": "echo", "value": "Hello, worker"})
    await stage.ask_worker(worker, {"type": "compute", "number": 1_000_000})
    await stage.let_worker_exit(worker)


async def _exit_1(stage: Stage) -> None:
    worker = await stage.fork_worker("failing-worker")
    await stage.let_worker_exit(worker, 1)


async def _kill(stage: Stage) -> None:
    worker = await stage.fork_worker("unwanted-worker")
    await stage.kill_worker(worker)


async def _kill_from_outside(stage: Stage) -> None:
    worker = await stage.fork_worker("murdered-worker")
    kill_from_outside(worker.pid)
    await worker.wait_exited()


async def _end_by(stage: Stage, service: str, message: Mapping[str, Any]) -> None:
    """Fork a worker and tell it something that ends it."""
    await stage.tell_worker(await stage.fork_worker(service), message)


async def _survive(stage: Stage, service: str, message: Mapping[str, Any]) -> None:
    """Fork a worker, tell it something that it survives, and let it exit."""
    worker = await stage.fork_worker(service)
    await stage.ask_worker(worker, message)
    await stage.let_worker_exit(worker)


async def _hang(stage: Stage) -> None:
    worker = await stage.fork_worker("hanging-worker")
    worker.post({"type": "hang"})
    await stage.kill_worker(worker)


def _raising(place: str, title: str, what: str) -> Scenario:
    """An exception that nobody catches and that the worker survives: one error, and then a clean exit."""
    service = f"{place}-worker"
    return Scenario(
        f"worker-raise-{place}",
        title,
        GROUP,
        f"Raises in {what} of a worker, which goes on and exits; expect one error with its stack, and a clean exit.",
        partial(_survive, service=service, message={"type": "raise", "text": RAISED, "where": place}),
        (_view(service, errors=1), _raised(service), _exit_action(service, "clean-exit", requested=False)),
    )


def worker_scenarios(system: System) -> tuple[Scenario, ...]:
    """With the ends that a system has."""
    return (
        Scenario(
            "worker-talk",
            "Fork, talk, let it exit",
            GROUP,
            "Forks a worker, gets answers from it and lets it exit; expect a view and a process_exit action.",
            _talk,
            (_view("echo-worker"), _exit_action("echo-worker", "clean-exit", requested=False)),
        ),
        Scenario(
            "worker-exit-1",
            "Worker that exits with 1",
            GROUP,
            "Lets a worker exit with code 1, unasked; expect a view and one error with that exit code on it.",
            _exit_1,
            (_view("failing-worker", errors=1), _exit_error("failing-worker", "abnormal-exit", exit_code=1)),
        ),
        Scenario(
            "worker-kill",
            "Kill a worker as the app",
            GROUP,
            "Kills a worker through its object; expect a view and a process_exit action that was asked for, no error.",
            _kill,
            (_view("unwanted-worker"), _exit_action("unwanted-worker", system.killed_by_qt.reason, requested=True)),
        ),
        Scenario(
            "worker-killed",
            "Worker killed from outside",
            GROUP,
            f"Kills a worker from outside the app; expect a view and one error ({system.killed.what}) on it.",
            _kill_from_outside,
            (
                _view("murdered-worker", errors=1),
                _exit_error("murdered-worker", system.killed.reason, **system.killed.context),
            ),
        ),
        Scenario(
            "worker-abort",
            "Worker that crashes",
            GROUP,
            f"Lets a worker abort; expect a view and one crash ({system.aborted.what}) with its stack on it.",
            partial(_end_by, service="crashing-worker", message={"type": "abort"}),
            (_view("crashing-worker", errors=1), _crash("crashing-worker", system.aborted)),
        ),
        Scenario(
            "worker-null",
            "Worker that reads from nowhere",
            GROUP,
            f"Lets a worker read from address 0; expect a view and one crash ({system.bad_read.what}) with its stack.",
            partial(_end_by, service="null-worker", message={"type": "null"}),
            (_view("null-worker", errors=1), _crash("null-worker", system.bad_read)),
        ),
        Scenario(
            "worker-raise",
            "Worker that raises",
            GROUP,
            "Lets a worker die of an exception; expect one error with the exception, its stack and the exit code.",
            partial(_end_by, service="raising-worker", message={"type": "raise", "text": RAISED}),
            (
                _view("raising-worker", errors=1),
                _raised("raising-worker", reason="abnormal-exit", exit_code=1),
            ),
        ),
        _raising("thread", "Worker that raises in a thread", "a thread"),
        _raising("task", "Worker with a failed task", "an asyncio task"),
        _raising("finalizer", "Worker that raises in __del__", "a finalizer"),
        Scenario(
            "worker-allocate",
            "Worker that takes memory",
            GROUP,
            "Lets a worker allocate 50 MB, then exit; expect a view and a process_exit action.",
            partial(_survive, service="hungry-worker", message={"type": "allocate", "megabytes": 50}),
            (_view("hungry-worker"), _exit_action("hungry-worker", "clean-exit", requested=False)),
        ),
        Scenario(
            "worker-burn",
            "Worker that burns CPU",
            GROUP,
            "Keeps a worker busy for 0.2 s, then lets it exit; expect a view and a process_exit action.",
            partial(_survive, service="busy-worker", message={"type": "burn", "seconds": 0.2}),
            (_view("busy-worker"), _exit_action("busy-worker", "clean-exit", requested=False)),
        ),
        Scenario(
            "worker-hang",
            "Worker that hangs",
            GROUP,
            "Lets a worker never answer again, and kills it as the app; expect a process_exit action and no error.",
            _hang,
            (_view("hanging-worker"), _exit_action("hanging-worker", system.killed_by_qt.reason, requested=True)),
        ),
    )
