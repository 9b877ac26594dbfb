"""Notices the exits that nobody waits for, at the time they happen.

Linux tells them through a pidfd: opened and registered by the calling thread, it wakes the I/O thread at the exit and
not before. The status may be learned as well, without taking it from the app (`WNOWAIT`), but whoever reaps may have
been faster: then the child's owner has a moment to say it, and after that the run is closed without a status.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections import deque
from typing import TYPE_CHECKING, Final

from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

OWNER_SECONDS: Final = 2.0
"""How long the owner of a child has to tell its status once the child is gone."""

POLL_SECONDS: Final = 0.1
"""How often children are looked at that could not be watched."""

SHARE_OF_FILES: Final = 25
"""One of so many files that the app may open may be a watch of ours."""


class ExitWatcher:
    """Watches children with a thread of its own, which sleeps until one of them exits."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._limit = _open_file_limit() // SHARE_OF_FILES
        self._watched: dict[int, Run] = {}
        self._polled: dict[int, Run] = {}
        self._gone: dict[int, int] = {}
        self._awaiting_owner: deque[tuple[int, Run]] = deque()
        self._epoll = select.epoll()
        self._wake_read, self._wake_write = os.pipe()
        self._epoll.register(self._wake_read, select.EPOLLIN)
        os.set_blocking(self._wake_write, False)
        self._running = True
        self._thread = threading.Thread(target=self._run, name="desktop-rum-io", daemon=True)
        self._thread.start()

    def watch(self, run: Run) -> None:
        """Notice the exit of the run's child; called in the thread that started it."""
        pid = run.pid
        if pid is None or not self._running:
            return
        if len(self._watched) >= self._limit:
            self._poll(run)
            return
        try:
            run.watch = os.pidfd_open(pid)
        except OSError:  # the child is reaped, or there is no file to be had: the poll sees both
            self._poll(run)
            return
        self._watched[run.watch] = run
        self._epoll.register(run.watch, select.EPOLLIN | select.EPOLLONESHOT)

    def unwatch(self, run: Run) -> None:
        """The owner waits for the child itself, or has its status."""
        self._polled.pop(run.id, None)
        if run.watch is not None and self._watched.pop(run.watch, None) is run:
            os.close(run.watch)  # takes it out of the epoll as well

    def ended_ns(self, run: Run) -> int | None:
        """When the child was seen to exit, on the monotonic clock; None if it was not seen."""
        return self._gone.pop(run.id, None)

    def stop(self) -> None:
        """End the thread and close every file."""
        if not self._running:
            return
        self._running = False
        self._wake()
        self._thread.join()
        self.close_files()

    def close_files(self) -> None:
        """Close every file without a word to the thread: also right after a fork, where there is none."""
        self._running = False
        for descriptor in list(self._watched):
            if self._watched.pop(descriptor, None) is not None:
                os.close(descriptor)
        self._epoll.close()
        for descriptor in (self._wake_read, self._wake_write):
            os.close(descriptor)

    def _poll(self, run: Run) -> None:
        first = not self._polled
        self._polled[run.id] = run
        if first:
            self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it has been woken often enough
            os.write(self._wake_write, b"\0")

    def _run(self) -> None:
        while self._running:
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - one bad child must not end the watch
                internal_error(error)

    def _look(self) -> None:
        timeout = POLL_SECONDS if self._polled else OWNER_SECONDS if self._awaiting_owner else None
        for descriptor, _ in self._epoll.poll(timeout):
            if descriptor == self._wake_read:
                os.read(descriptor, 4096)
            elif (run := self._watched.get(descriptor)) is not None:
                self._on_exit(run, os.P_PIDFD, descriptor)
        for run in list(self._polled.values()):
            if run.pid is not None and _is_gone(run.pid):
                self._on_exit(run, os.P_PID, run.pid)
        self._close_unclaimed()

    def _on_exit(self, run: Run, kind: int, number: int) -> None:
        now = self._runs.monotonic_ns()
        try:
            returncode = _status(kind, number)
        except BlockingIOError:
            return  # the number of the watch belongs to another child by now, which lives
        self.unwatch(run)
        if returncode is not None:
            self._runs.close(run, returncode, ended_ns=now)
        elif self._runs.is_open(run):
            self._gone[run.id] = now
            self._awaiting_owner.append((now + int(OWNER_SECONDS * 1e9), run))

    def _close_unclaimed(self) -> None:
        """Give up on owners who said nothing."""
        now = self._runs.monotonic_ns()
        while self._awaiting_owner and self._awaiting_owner[0][0] <= now:
            run = self._awaiting_owner.popleft()[1]
            self._runs.close(run, ended_ns=self._gone.pop(run.id, now))


def _status(kind: int, number: int) -> int | None:
    """The exit status as `Popen.returncode` has it, left for the app to collect; None if the app was faster.

    Raises:
        BlockingIOError: the child has not exited.
    """
    try:
        result = os.waitid(kind, number, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except OSError:
        return None
    if result is None:
        raise BlockingIOError
    return result.si_status if result.si_code == os.CLD_EXITED else -result.si_status


def _is_gone(pid: int) -> bool:
    """Whether the child has exited; a zombie has."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
    except ChildProcessError:
        return True


def _open_file_limit() -> int:
    import resource

    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1_048_576 if soft == resource.RLIM_INFINITY else soft
