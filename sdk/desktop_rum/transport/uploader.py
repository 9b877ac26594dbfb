"""The upload thread: sealed batches to the intake, oldest first, one probing first after a failure."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import msgspec

from desktop_rum.telemetry.guard import internal_error
from desktop_rum.transport.answers import delay_after, outcome_of, retry_after_seconds
from desktop_rum.transport.folder import idempotency_key
from desktop_rum.transport.lines import outgoing_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_rum.clock import Clock
    from desktop_rum.transport.folder import InstanceFolder
    from desktop_rum.transport.intake import Answer, Intake

_logger = logging.getLogger("desktop_rum")


class BatchDone(msgspec.Struct, frozen=True):
    """A batch has left the disk: the intake has it, or it was given up."""

    batch: str
    """The identity of the batch, as the writer told it."""
    dropped: str | None = None
    """Why it was given up; None when it was sent."""


class Uploader:
    """Sends what is sealed whenever it is woken, unless the last failure asks it to wait."""

    def __init__(
        self, folder: InstanceFolder, intake: Intake, clock: Clock, report: Callable[[BatchDone], None]
    ) -> None:
        """Arguments: besides the obvious, who is told when a batch has left the disk."""
        self._folder = folder
        self._intake = intake
        self._clock = clock
        self._report = report
        self._wake = threading.Event()
        self._running = True
        self._waiting: list[tuple[threading.Event, list[bool]]] = []
        self._lock = threading.Lock()
        self._failures = 0
        self._not_before_ns = 0
        self._warned = False
        self._thread = threading.Thread(target=self._run, name="desktop-rum-upload", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look for sealed batches."""
        self._wake.set()

    def upload_now(self, timeout: float) -> bool:
        """Try one upload without regard to earlier failures; whether nothing was left within `timeout` seconds."""
        done, result = threading.Event(), [False]
        with self._lock:
            self._waiting.append((done, result))
        self._wake.set()
        return done.wait(timeout) and result[0]

    def stop(self, timeout: float) -> None:
        """End the thread; a request that hangs longer than `timeout` seconds is left to its own time-out."""
        self._running = False
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while self._running:
            self._clock.wait(self._wake, None)
            self._wake.clear()
            with self._lock:
                waiting, self._waiting = self._waiting, []
            empty = False
            try:
                if waiting or self._clock.monotonic_ns() >= self._not_before_ns:
                    empty = self._send_all()
            except Exception as error:  # noqa: BLE001 - a bad batch must not end the thread
                internal_error(error)
            for done, result in waiting:
                result[0] = empty
                done.set()
        self._intake.close()

    def _send_all(self) -> bool:
        """Send every sealed batch, or up to the first failure; whether none is left."""
        return all(self._send(batch) for batch in self._folder.sealed())

    def _send(self, batch: Path) -> bool:
        """Send one batch; whether it has left the disk."""
        try:
            lines, _torn = outgoing_lines(batch.read_bytes())
        except FileNotFoundError:
            return True
        answer = self._intake.post(lines, idempotency_key(batch)) if lines else None
        outcome = "sent" if answer is None else outcome_of(answer.status) if answer.status else "retry"
        if outcome == "retry" and answer is not None:
            self._on_failure(answer)
            return False
        self._failures = 0
        self._not_before_ns = 0
        self._warned = False
        batch.unlink(missing_ok=True)
        reason = None if outcome == "sent" or answer is None else f"the intake answered {answer.status}"
        if reason is not None:
            _logger.warning("A batch of events was given up: %s", reason)
        self._report(BatchDone(batch.stem, reason))
        return True

    def _on_failure(self, answer: Answer) -> None:
        delay = delay_after(self._failures, retry_after_seconds(answer.retry_after, self._clock.now_ns()))
        self._failures += 1
        self._not_before_ns = self._clock.monotonic_ns() + int(delay * 1e9)
        if not self._warned:
            self._warned = True
            problem = answer.error or f"it answered {answer.status}"
            _logger.warning("The intake cannot be reached, events are kept on disk: %s", problem)
