"""Notices the exits that nobody waits for, at the time they happen.

The status may be learned as well, without taking it from the app, but whoever reaps may have been faster: then the
child's owner has a moment to say it, and after that the run is closed without a status.
"""

from __future__ import annotations

import errno
from collections import deque
from typing import TYPE_CHECKING, Final

from desktop_rum import child_signals, native
from desktop_rum.instrument.exits.child_status import child_status, is_alive
from desktop_rum.instrument.exits.limits import most_watches
from desktop_rum.instrument.exits.source import ExitSource, StillRunning, source_of_this_platform
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs

OWNER_SECONDS: Final = 2.0
"""How long the owner of a child has to tell its status once the child is gone."""

ASK_SECONDS: Final = 0.02
"""How often owners are asked that do not tell by themselves; those that do are asked when it happens, then seldom."""

POLL_SECONDS: Final = 0.02
POLL_SECONDS_EACH: Final = 0.000_2
"""How often children are looked at that could not be watched: the more, the less often, at most 2 % of a CPU."""

STOP_SECONDS: Final = 1.0
"""How long the thread has to end; nothing wakes it where the app has closed every file there is."""


class ExitWatcher:
    """Watches children with a thread of its own, which sleeps until one of them exits."""

    def __init__(self, runs: Runs, source: ExitSource | None = None, most: int | None = None) -> None:
        """Arguments: the runs to close; the platform's way and how many to watch at once, by default this machine's.

        Raises:
            OSError, RuntimeError: there is no room for its files, or for its thread.
        """
        self._runs = runs
        self._source = source_of_this_platform() if source is None else source
        self._remove = self._source.remove
        self._most = most_watches() if most is None else most
        self._watched: dict[int, Run] = {}
        self._numbers: dict[int, int] = {}
        self._polled: dict[int, Run] = {}
        self._awaiting_owner: deque[Run] = deque()
        self._lost: deque[Run] = deque()
        """Those that other threads add to it."""
        self._running = True
        self._thread = native.thread(self._run, "desktop-rum-io")
        try:
            self._thread.start()
        except RuntimeError:
            self._source.close()
            raise

    def watch(self, run: Run) -> None:
        """Notice the exit of the run's child; called in the thread that started it."""
        if run.pid is None or run.closed or run.gone_ns is not None or not self._running:
            return
        try:
            if len(self._watched) >= self._most:
                raise OSError  # noqa: TRY301 - as where the system refuses
            number = self._source.open(run.pid)
            run.watched = True
            self._watched[number] = run
            self._numbers[run.id] = number
            self._source.arm(number)
        except OSError:  # too many, or the child is reaped, or there is no file to be had: the poll sees all of these
            self.unwatch(run)
            self._poll(run)
            return

    def unwatch(self, run: Run) -> None:
        """The owner waits for the child itself, or has its status.

        Several threads may come at once: `pop` decides, and a number is given out anew only once it is removed.
        """
        run.watched = False
        if self._polled:
            self._polled.pop(run.id, None)
        number = self._numbers.pop(run.id, None)
        if number is not None:
            del self._watched[number]
            try:
                self._remove(number)
            except OSError:  # it has exited, or the app has closed every file there is
                return

    def collected_elsewhere(self, run: Run) -> None:
        """A wait of the app found no child of this pid.

        Of two who wait at the same time one has the status, and is about to tell it: it has as long as an owner.
        The child of another process is none of ours either, and may be alive.
        """
        if self._runs.close_early(run) or run.pid is None or run.closed or run.gone_ns is not None:
            return
        if is_alive(run.pid):
            if not run.watched:
                self.watch(run)
            return
        run.gone_ns = self._runs.monotonic_ns()
        run.lost = True
        self.unwatch(run)
        if self._running:
            self._lost.append(run)
            self._source.wake()
        else:
            self._runs.close(run)

    def stop(self) -> None:
        """Close the runs of the children that are gone, end the thread and close every file."""
        if not self._running:
            return
        self._running = False
        try:
            self._source.wake()
            self._thread.join(STOP_SECONDS)
            self._look(0)
        except OSError as error:
            internal_error(error)
        self._close_unclaimed(everything=True)
        self.close_files()

    def close_files(self) -> None:
        """Close every file without waking the thread: also right after a fork, where there is none."""
        self._running = False
        for run in list(self._watched.values()):
            self.unwatch(run)
        self._source.close()

    def _poll(self, run: Run) -> None:
        run.watched = True
        first = not self._polled
        self._polled[run.id] = run
        if first:
            self._source.wake()

    def _run(self) -> None:
        child_signals.not_for_this_thread()
        while self._running:
            try:
                self._look(self._patience())
            except OSError as error:
                internal_error(error)
                if error.errno == errno.EBADF:  # the app has closed every file there is, as daemons do
                    return
            except Exception as error:  # noqa: BLE001 - one bad child must not end the watch
                internal_error(error)

    def _look(self, patience: float | None) -> None:
        for number in self._source.wait(patience):
            run = self._watched.get(number)
            if run is not None:
                self._check(run)
        for run in list(self._polled.values()):
            self._check(run)
        self._close_unclaimed()

    def _patience(self) -> float | None:
        """How many seconds the thread may sleep; None: until something happens."""
        if self._polled:
            return POLL_SECONDS + POLL_SECONDS_EACH * len(self._polled)
        if self._awaiting_owner:
            is_asked = any(run.ask_owner and not run.owner_seconds for run in self._awaiting_owner)
            return ASK_SECONDS if is_asked else OWNER_SECONDS / 4
        return None

    def _check(self, run: Run) -> None:
        """Look whether the child is gone, and close its run if so or wait for what the owner says."""
        try:
            returncode = self._status(run)
        except StillRunning:
            return
        run.gone_ns = self._runs.monotonic_ns()
        self.unwatch(run)
        if not self._runs.is_open(run):
            return
        if run.detached or (returncode is not None and not run.owner_seconds):
            self._runs.close(run, returncode)
        else:
            run.gone_status = returncode
            self._awaiting_owner.append(run)

    def _status(self, run: Run) -> int | None:
        number, pid = self._numbers.get(run.id), run.pid
        if number is not None:
            return self._source.status(number)
        if pid is None:
            raise StillRunning
        returncode = child_status(pid)
        if returncode is None and is_alive(pid):  # a child of a forkserver's, or of nobody
            raise StillRunning
        return returncode

    def _close_unclaimed(self, *, everything: bool = False) -> None:
        """Ask owners that do not report by themselves, and close the runs of those that have said nothing in time."""
        while self._lost:
            self._awaiting_owner.append(self._lost.popleft())
        now = self._runs.monotonic_ns()
        for _ in range(len(self._awaiting_owner)):
            run = self._awaiting_owner.popleft()
            deadline = (run.gone_ns or 0) + int((run.owner_seconds or OWNER_SECONDS) * 1e9)
            told = run.ask_owner() if run.ask_owner is not None else None
            if told is not None or everything or now >= deadline:
                self._runs.close(run, run.gone_status if told is None else told)
            elif self._runs.is_open(run):
                self._awaiting_owner.append(run)
