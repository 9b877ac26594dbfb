"""The upload thread: sealed batches to the intake, oldest first, one probing first after a failure."""

from __future__ import annotations

import errno
import logging
from collections import deque
from typing import TYPE_CHECKING, Final

import msgspec

from desktop_rum import child_signals, native
from desktop_rum.clock import Bell
from desktop_rum.telemetry.guard import internal_error
from desktop_rum.transport.answers import delay_after, outcome_of, retry_after_seconds
from desktop_rum.transport.batch import WITHDRAWN, Batch, count_lines, read
from desktop_rum.transport.intake import Answer
from desktop_rum.transport.lines import outgoing_lines
from desktop_rum.transport.writer import BatchDone

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock
    from desktop_rum.transport.intake import Intake
    from desktop_rum.transport.track import Track

TOTAL_SECONDS: Final = 30.0
"""For one request: an intake that answers a byte every nine seconds never exceeds the time of a step."""

_PASSING: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Why a batch may be unreadable now, and not later: the app has too much open."""

_ABORT_SECONDS: Final = 0.5
"""How long a request that was aborted may take to notice."""

_logger = logging.getLogger("desktop_rum")


class UploadFailed(msgspec.Struct, frozen=True):
    """A batch was not taken and stays on disk."""


class LinesDamaged(msgspec.Struct, frozen=True):
    """Lines of a batch could not be read and were left out."""

    count: int


class Uploader:
    """Sends what is sealed whenever it is woken, unless the last failure asks it to wait."""

    def __init__(
        self,
        track: Track,
        intake: Intake,
        clock: Clock,
        report: Callable[[BatchDone | UploadFailed | LinesDamaged], None],
        at_end: Callable[[], None],
    ) -> None:
        """Arguments: besides the obvious, who is told of each try, and what to call when the thread ends."""
        self._track = track
        self._intake = intake
        self._clock = clock
        self._report = report
        self._at_end = at_end
        self._wake = Bell()
        self._running = True
        self._aborted = False
        self._waiting: deque[tuple[Bell, list[bool]]] = deque()
        self._failures = 0
        self._not_before_ns = 0
        self._request_started_ns: int | None = None
        self._warned = False
        self._warned_of: set[str] = set()
        self._thread = native.thread(self._run, "desktop-rum-upload")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look for sealed batches."""
        self._wake.ring()

    def upload_now(self, timeout: float) -> bool:
        """Try one upload without regard to earlier failures; whether nothing was left after `timeout` seconds."""
        done, result = Bell(), [False]
        self._waiting.append((done, result))
        self._wake.ring()
        return done.wait(timeout) and result[0]

    def abort_if_overdue(self) -> None:
        """Make a request fail that takes too long; called once in a while, from another thread."""
        started_ns = self._request_started_ns
        if started_ns is not None and self._clock.monotonic_ns() - started_ns > TOTAL_SECONDS * 1e9:
            self._intake.abort()

    def stop(self, timeout: float) -> bool:
        """End the thread; a request that takes longer than `timeout` seconds is aborted. Returns whether it ended."""
        self._running = False
        self._wake.ring()
        if self._thread.is_alive() and not native.is_current(self._thread):
            self._thread.join(max(0.0, timeout))
            if self._thread.is_alive():
                self._aborted = True
                self._intake.abort()
                self._thread.join(_ABORT_SECONDS)
        return not self._thread.is_alive()

    def _run(self) -> None:
        child_signals.not_for_this_thread()
        try:
            while self._running:
                try:
                    self._work()
                except MemoryError as error:  # the app has taken all there was, perhaps for a moment only
                    internal_error(error)
            self._intake.close()
        finally:
            self._at_end()

    def _work(self) -> None:
        """Wait to be woken, send what there is, and answer those who wait for that."""
        self._clock.wait(self._wake, None)
        waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
        empty = False
        try:
            if waiting or self._clock.monotonic_ns() >= self._not_before_ns:
                empty = self._send_all()
        except Exception as error:  # noqa: BLE001 - a bad batch must not end the thread
            internal_error(error)
        for done, result in waiting:
            result[0] = empty
            done.ring()

    def _send_all(self) -> bool:
        """Send every sealed batch, or up to the first failure; returns whether none is left."""
        while (batch := self._track.claim()) is not None:
            gone = False
            try:
                gone = self._send(batch)
            finally:
                if not gone and not self._track.release():
                    self._done(batch, WITHDRAWN)
            if not gone or not self._running:
                return len(self._track) == 0
        return True

    def _send(self, batch: Batch) -> bool:
        """Send one batch; returns whether it has left the disk."""
        try:
            content = read(batch.path)
        except OSError as error:
            reason = f"it cannot be read: {error.strerror or error}"
            if error.errno in _PASSING:
                self._retry_later(f"Events are kept on disk: {reason}")
                return False
            self._give_up(batch, reason)
            return True
        lines, torn = outgoing_lines(content)
        if batch.events is None:
            batch.events = len(lines)
        found = sum(map(bool, content.split(b"\n")))
        damaged = torn + max(0, batch.events - found)  # where somebody cut the file, lines of ours are missing
        if lines:
            answer = self._post(lines, batch.key)
            outcome = outcome_of(answer.status) if answer.status else "retry"
            if outcome == "retry":
                problem = answer.error or f"it answered {answer.status}"
                self._retry_later(
                    f"The intake cannot be reached, events are kept on disk: {problem}", answer.retry_after
                )
                return False
            self._failures = self._not_before_ns = 0
            self._warned = False
            refusal = None if outcome == "sent" else f"the intake answered {answer.status}"
        else:
            refusal = "nothing in it is whole" if damaged else None
        if damaged:
            self._warn_once("torn", "Damaged lines are left out of batches: the app was killed, or the disk is failing")
            self._report(LinesDamaged(damaged))
            batch.events = min(batch.events, found - torn)
        self._give_up(batch, refusal) if refusal else self._done(batch)
        return True

    def _post(self, lines: list[bytes], key: str) -> Answer:
        self._request_started_ns = self._clock.monotonic_ns()
        try:
            return self._intake.post(lines, key)
        except Exception as error:  # noqa: BLE001 - a defect of ours or of httpx must not make us ask again at once
            internal_error(error)
            return Answer(0, error=type(error).__name__)
        finally:
            self._request_started_ns = None

    def _give_up(self, batch: Batch, reason: str) -> None:
        """Give up a batch that can never be sent, and log why."""
        self._done(batch, reason)
        self._warn_once(reason, f"A batch of {batch.events} events was given up: {reason}")

    def _done(self, batch: Batch, reason: str | None = None) -> None:
        """The batch leaves: it was sent, or there is a reason why it was not."""
        if batch.events is None:
            batch.events = count_lines(batch.path)
        error = self._track.remove(batch)
        if error is not None:
            self._warn_once("delete", f"A batch of events that is done with cannot be deleted: {error}")
        self._report(BatchDone(batch.id, batch.events, batch.size, reason))

    def _warn_once(self, kind: str, message: str) -> None:
        if kind not in self._warned_of:
            self._warned_of.add(kind)
            _logger.warning("%s", message)

    def _retry_later(self, reason: str, retry_after: str | None = None) -> None:
        """Wait longer after each failure; log the first one, until it works again."""
        delay = delay_after(self._failures, retry_after_seconds(retry_after, self._clock.now_ns()))
        self._failures += 1
        self._not_before_ns = self._clock.monotonic_ns() + int(delay * 1e9)
        if not self._warned and not self._aborted:  # what we have broken off says nothing about the intake
            self._warned = True
            _logger.warning("%s", reason)
        self._report(UploadFailed())
