"""What children of `multiprocessing` run in these tests; importable in a spawned child."""

from __future__ import annotations

import multiprocessing
import operator
import os
import signal
import sys
from typing import Any

import desktop_rum
from desktop_rum.child import loopback


def nothing() -> None:
    """End well."""


def fail(text: str) -> None:
    """End with an exception."""
    raise RuntimeError(text)


def fail_with(text: str, _luggage: object) -> None:
    """As `fail`."""
    fail(text)


def start_one_that_fails() -> None:
    """A process that is no child of the main one's, nor of a process that carries anything."""
    process = multiprocessing.get_context("fork").Process(target=fail, args=("a child's",))
    process.start()
    process.join()


def fail_like_a_child(text: str) -> None:
    """End with an exception, after a process of one's own that did."""
    process = multiprocessing.get_context("fork").Process(target=fail, args=(f"{text}, a child's",))
    process.start()
    process.join()
    fail(text)


def fail_as_group() -> None:
    """End with what `except Exception` does not catch."""
    message = "many"
    raise BaseExceptionGroup(message, [ValueError("one"), KeyboardInterrupt()])


def say_and_die(count: int) -> None:
    """Report so many errors, and end without a chance to say more."""
    _say(count)
    os.kill(os.getpid(), signal.SIGKILL)


def say_and_fail(count: int) -> None:
    """Report so many errors, and end with an exception."""
    _say(count)
    fail("end")


def _say(count: int) -> None:
    loopback.CONNECT_SECONDS = 30  # type: ignore[misc]  # on a machine that is busy with tests
    for number in range(count):
        desktop_rum.add_error(ValueError(str(number)))


def leave(code: int) -> None:
    """End with an exit code."""
    sys.exit(code)


def die(number: int) -> None:
    """End by a signal."""
    os.kill(os.getpid(), number)


def wait(connection: Any) -> None:
    """Say that we are here, and wait to be told to go on."""
    connection.send(os.getpid())
    connection.recv()


def nest(method: str, target: Any, *args: Any) -> None:
    """Run the target in a process that this one starts."""
    process = multiprocessing.get_context(method).Process(target=target, args=args, name="inner")  # type: ignore[attr-defined]
    process.start()
    process.join()


def nest_and_terminate(method: str, how: str) -> None:
    """Start a process and ask for its end, or leave that to the end of this one."""
    context: Any = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    process = context.Process(target=wait, args=(theirs,), name="inner", daemon=how == "daemon")
    process.start()
    ours.recv()
    if how != "daemon":
        getattr(process, how)()
        process.join()


class Witness:
    """Becomes, in the child, whether our module had been imported there before anything of the process came."""

    def __reduce__(self) -> tuple[Any, ...]:
        return operator.contains, (_Modules(), "desktop_rum.child.multiprocess")


class _Modules:
    def __reduce__(self) -> str | tuple[Any, ...]:
        return _modules, ()


def _modules() -> dict[str, Any]:
    return dict(sys.modules)


def tell(connection: Any, what: object) -> None:
    """Say what came in."""
    connection.send(what)


class Unreadable:
    """What a child fails to unpickle."""

    def __call__(self) -> None: ...

    def __reduce__(self) -> tuple[Any, ...]:
        return _unreadable, ()


def _unreadable() -> None:
    raise LookupError("unreadable")


def pid() -> int:
    """Which worker of a pool this is."""
    return os.getpid()


def kill_own_process() -> None:
    """A worker of a pool dies."""
    os.kill(os.getpid(), signal.SIGKILL)


def report(error: str) -> None:
    """Tell of an error by the public API."""
    desktop_rum.add_error(LookupError(error))


class Unspeakable(str):
    """A text of the app's that cannot be shown."""

    __slots__ = ()

    def __str__(self) -> str:
        """Fail."""
        raise RuntimeError("no text")


class CollectedAtOnce(multiprocessing.get_context("fork").Process):  # type: ignore[misc]
    """Its exit is known before `start()` returns, as when another thread looks at all children."""

    @staticmethod
    def _Popen(process: Any) -> Any:
        popen = multiprocessing.popen_fork.Popen(process)
        popen.wait()
        return popen


class _ClosedPopen:
    """Takes no attribute of ours."""

    __slots__ = ("pid", "returncode", "sentinel")

    def __init__(self, popen: Any) -> None:
        self.pid, self.returncode, self.sentinel = popen.pid, popen.wait(), popen.sentinel

    def poll(self) -> Any:
        """The exit code."""
        return self.returncode

    def wait(self, _timeout: float | None = None) -> Any:
        """The exit code."""
        return self.returncode


class WithPopenOfItsOwn(multiprocessing.get_context("fork").Process):  # type: ignore[misc]
    """Starts through a class that the SDK does not know."""

    @staticmethod
    def _Popen(process: Any) -> Any:
        return _ClosedPopen(multiprocessing.popen_fork.Popen(process))


class ForkedClass(multiprocessing.get_context("fork").Process):  # type: ignore[misc]
    """Overrides `run`, without a call of the original."""

    def run(self) -> None:
        """End with an exception."""
        raise KeyError("own run")


class SpawnedClass(multiprocessing.get_context("spawn").Process):  # type: ignore[misc]
    """As the forked one."""

    def run(self) -> None:
        """End with an exception."""
        raise KeyError("own run")


class ForkserverClass(multiprocessing.get_context("forkserver").Process):  # type: ignore[misc]
    """As the forked one."""

    def run(self) -> None:
        """End with an exception."""
        raise KeyError("own run")


CLASSES: dict[str, Any] = {"fork": ForkedClass, "spawn": SpawnedClass, "forkserver": ForkserverClass}
