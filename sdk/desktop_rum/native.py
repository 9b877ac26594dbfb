"""Threads, locks and waits of the system's own, also in an app that has put others in their place.

gevent and its like make greenlets of threads, and of locks and waits what switches from one to the next. A thread of
ours must be none: it would sleep in the app's, and what it blocks there for itself (SIGCHLD, at which gevent looks for
children that ended) would be blocked for the app. What has been replaced is had from the interpreter's module anew;
what will be, once this is imported, is replaced in the module itself: so we work with what it held before.
Standard library only: children use it as well.
"""

from __future__ import annotations

import _thread as _app_thread
import os
import select as _app_select
import sys
import threading
from types import BuiltinFunctionType, SimpleNamespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Protocol

    class Thread(Protocol):
        """What we need of a thread."""

        @property
        def ident(self) -> int | None:
            """As `get_ident` gives it in this thread."""

        def start(self) -> None:
            """Start it.

            Raises:
                RuntimeError: there is no room for it.
            """

        def is_alive(self) -> bool:
            """Whether it runs, in this process."""

        def join(self, timeout: float | None = None) -> None:
            """Wait for its end."""


def _original(module: ModuleType, function: str) -> Any:
    """What is in a module as the interpreter made it, known by a function that is none of Python's."""
    spec = module.__spec__
    if isinstance(getattr(module, function, None), BuiltinFunctionType) or spec is None or spec.loader is None:
        return SimpleNamespace(**vars(module))
    anew = spec.loader.create_module(spec)
    if anew is None:
        return SimpleNamespace(**vars(module))
    spec.loader.exec_module(anew)
    return anew


_thread: Any = _original(_app_thread, "start_new_thread")

select: Any = _original(_app_select, "select")
"""What the module of this name holds."""

Lock: Callable[[], threading.Lock] = _thread.allocate_lock

get_ident: Callable[[], int] = _thread.get_ident


def thread(target: Callable[[], None], name: str) -> Thread:
    """A daemon thread, not yet started; `target` raises nothing."""
    return _NamedThread(target=target, name=name, daemon=True) if _has_threads() else _NativeThread(target)


def wait_for(descriptor: int, seconds: float, *, to_write: bool) -> None:
    """Sleep until a socket can be read from, or else written to, at most so long."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(descriptor, select.POLLOUT if to_write else select.POLLIN)
        poll.poll(seconds * 1000)
    else:
        sockets = [descriptor]
        select.select([] if to_write else sockets, sockets if to_write else [], [], seconds)


def is_current(some: Thread) -> bool:
    """Whether this is the thread; `threading.current_thread` would give the greenlet's."""
    return some.ident == get_ident()


def _has_threads() -> bool:
    """Whether `threading` gives real threads at this moment, and no greenlets."""
    return isinstance(threading.get_ident, BuiltinFunctionType)


class _NamedThread(threading.Thread):
    """A thread of `threading`, where it is known by its name."""

    def run(self) -> None:
        super().run()
        _give_back_hub()
        if not _has_threads() and self.ident is not None:  # any more: it would be looked for by its greenlet
            active = threading._active  # type: ignore[attr-defined]  # noqa: SLF001 - it says so to the app's stderr
            active[threading.get_ident()] = active.pop(self.ident, self)


class _NativeThread:
    """A real thread where those of `threading` are greenlets."""

    def __init__(self, target: Callable[[], None]) -> None:
        self.ident: int | None = None
        self._target = target
        self._pid = 0
        self._running = Lock()

    def start(self) -> None:
        self._running.acquire()
        self._pid = os.getpid()
        try:
            self.ident = _thread.start_new_thread(self._run, ())
        except BaseException:
            self._running.release()
            raise

    def is_alive(self) -> bool:
        return self._running.locked() and self._pid == os.getpid()

    def join(self, timeout: float | None = None) -> None:
        if self._running.acquire(timeout=-1 if timeout is None else timeout):
            self._running.release()

    def _run(self) -> None:
        try:
            self._target()
        finally:
            _give_back_hub()
            self._running.release()


def _give_back_hub() -> None:
    """End what gevent has made for this thread when a socket was used: files and threads that nobody else ends."""
    gevent = sys.modules.get("gevent")
    if gevent is not None and not _has_threads():
        gevent.get_hub().destroy(destroy_loop=True)
