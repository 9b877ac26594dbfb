"""What stays on disk: within the limits, and within what the user consents to."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop_rum.transport.batch import WITHDRAWN
from desktop_rum.transport.writer import BatchDone

if TYPE_CHECKING:
    from desktop_rum.clock import Clock
    from desktop_rum.outbox import Outbox
    from desktop_rum.transport.folder import InstanceFolder
    from desktop_rum.transport.writer import BatchWriter

_logger = logging.getLogger("desktop_rum")


class Retention:
    """Keeps the folder's tracks true to limits and consent; lives on the pipeline thread."""

    def __init__(self, folder: InstanceFolder, writer: BatchWriter, outbox: Outbox, clock: Clock) -> None:
        self._folder = folder
        self._writer = writer
        self._outbox = outbox
        self._clock = clock
        self._sealed_before = 0
        self._warned_of: set[str] = set()

    def enforce_limits(self) -> None:
        """Drop what is too much or too old, oldest first."""
        now_ms, now_ns = self._clock.now_ns() // 1_000_000, self._clock.monotonic_ns()
        for track in (self._folder.granted, self._folder.pending):
            for batch, reason in track.over_limits(now_ms, now_ns):
                self._warn_once(reason)
                self._outbox.on_batch_done(BatchDone(batch.id, batch.events or 0, batch.size, reason))

    def after_write(self) -> None:
        """As `enforce_limits`, where batches were sealed since the last time: a busy app seals hundreds a second."""
        if self._writer.sealed != self._sealed_before:
            self._sealed_before = self._writer.sealed
            self.enforce_limits()

    def apply(self, consent: str) -> None:
        """The user's answer from here on; what was collected before it belongs to the one before."""
        self._outbox.write()
        if consent == "not-granted":
            self._forget()
        elif consent == "granted":
            self._writer.use(self._folder.granted)
            self._folder.pending.move_all_to(self._folder.granted)
        else:
            self._writer.use(self._folder.pending)

    def _warn_once(self, reason: str) -> None:
        """The disk and the network are the user's: they hear of what is lost, once for each reason."""
        if reason not in self._warned_of:
            self._warned_of.add(reason)
            _logger.warning("Batches of events that could not be sent are given up: %s", reason)

    def _forget(self) -> None:
        """Nothing is kept, and nothing that was kept leaves any more."""
        self._outbox.drop_waiting(WITHDRAWN)
        open_batch = self._writer.discard()
        if open_batch is not None:
            self._outbox.on_batch_done(open_batch)
        for track in (self._folder.pending, self._folder.granted):
            for batch in track.clear():
                self._outbox.on_batch_done(BatchDone(batch.id, batch.events or 0, batch.size, WITHDRAWN))
