"""What stays on disk: within the limits, and within what the user consents to."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop_rum.transport.batch import WITHDRAWN
from desktop_rum.transport.writer import BatchDone

if TYPE_CHECKING:
    from desktop_rum.clock import Clock
    from desktop_rum.outbox import Outbox
    from desktop_rum.transport.batch import Batch
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
        self._gone: list[tuple[Batch, str]] = []
        self._warned_of: set[str] = set()
        writer.on_sealed = self._drop_excess

    def enforce_limits(self) -> None:
        """Drop what is too much or too old, oldest first."""
        self._drop_excess()
        self.after_write()

    def after_write(self) -> None:
        """Report the batches that were dropped, after the writer has reported which batches took the lines."""
        gone, self._gone = self._gone, []
        for batch, reason in gone:
            self._warn_once(reason)
            self._outbox.on_batch_done(BatchDone(batch.id, batch.events or 0, batch.size, reason))

    def apply(self, consent: str) -> None:
        """Take the user's answer; what was collected before it is kept under the answer before."""
        self._outbox.write()
        if consent == "not-granted":
            self._forget()
        elif consent == "granted":
            self._writer.use(self._folder.granted)
            self._folder.pending.move_all_to(self._folder.granted)
        else:
            self._writer.use(self._folder.pending)

    def _drop_excess(self) -> None:
        now_ms, now_ns = self._clock.now_ns() // 1_000_000, self._clock.monotonic_ns()
        granted, pending = self._folder.granted, self._folder.pending
        for track, other in ((granted, pending), (pending, granted)):  # an answer moves what is pending, so it is newer
            self._gone += track.over_limits(now_ms, now_ns, other.size + self._writer.max_bytes)

    def _warn_once(self, reason: str) -> None:
        """Log what is lost, once for each reason: disk and network are the user's."""
        if reason not in self._warned_of:
            self._warned_of.add(reason)
            _logger.warning("Batches of events that could not be sent are given up: %s", reason)

    def _forget(self) -> None:
        """Delete everything that was kept, and send nothing any more."""
        self._outbox.drop_waiting(WITHDRAWN)
        open_batch = self._writer.discard()
        if open_batch is not None:
            self._outbox.on_batch_done(open_batch)
        for track in (self._folder.pending, self._folder.granted):
            for batch in track.clear():
                self._outbox.on_batch_done(BatchDone(batch.id, batch.events or 0, batch.size, WITHDRAWN))
