"""From the outbox to the intake: folder, writer, upload and limits, built, driven and ended as one."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop_rum import native
from desktop_rum.option_checks import shown
from desktop_rum.outbox import Outbox
from desktop_rum.refusals import ConfigurationError
from desktop_rum.retention import Retention
from desktop_rum.telemetry.delivery import Delivery, DeliveryFigures
from desktop_rum.transport.folder import InstanceFolder
from desktop_rum.transport.intake import Intake
from desktop_rum.transport.uploader import LinesDamaged, Uploader, UploadFailed
from desktop_rum.transport.writer import BatchDone, BatchWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.assemble.assembler import Assembler
    from desktop_rum.configuration import Configuration
    from desktop_rum.session.consent import Consent
    from desktop_rum.subscriptions import Subscriptions

_logger = logging.getLogger("desktop_rum")

_THREADS: Final = 2
"""The pipeline's, which writes, and the upload's."""


class Shipping:
    """Lives on the pipeline thread, except where it says otherwise."""

    def __init__(
        self,
        configuration: Configuration,
        consent: Consent,
        assembler: Assembler,
        subscriptions: Subscriptions,
        report: Callable[[object], None],
    ) -> None:
        """Arguments: besides the obvious, who takes what the upload thread has to tell.

        Raises:
            ConfigurationError: the data folder cannot be used.
        """
        try:
            self._folder = InstanceFolder(configuration.data_dir)
        except OSError as error:
            given = f"{shown(str(configuration.data_dir))} ({error.strerror or type(error).__name__})"
            raise ConfigurationError("data_dir", given, "a folder that can be made and written") from error
        clock = configuration.clock
        self.delivery = Delivery()
        self._writer = BatchWriter(self._folder, configuration.batch_bytes, clock, self.on_batch_done)
        self.outbox = Outbox(assembler, self._writer, subscriptions, self.delivery)
        self._retention = Retention(self._folder, self._writer, self.outbox, clock)
        self._retention.apply(consent.state)
        intake = Intake(configuration.client_token, configuration.site, configuration.proxy)
        self._uploader = Uploader(self._folder.granted, intake, clock, report, self._on_thread_end)
        self._threads = _THREADS
        self._lock = native.Lock()

    def start(self) -> None:
        """Start the upload thread."""
        self._uploader.start()

    def write(self) -> None:
        """Put the round on disk, and keep within the limits."""
        self.outbox.write()
        self._retention.after_write()

    def write_late(self) -> None:
        """After the end: the folder has been given up, or removed where nothing was left in it."""
        if self.outbox.waiting:
            with contextlib.suppress(OSError):  # the writer says so
                self._folder.ensure()
            self.write()

    def seal(self) -> None:
        """Put the round on disk, ready for upload."""
        self.outbox.write()
        self._writer.seal()

    def tick(self) -> None:
        """Seal the open batch if nothing older waits: during an outage batches become larger, not more."""
        self._retention.enforce_limits()
        if len(self._writer.track) == 0:
            self._writer.seal()
        else:
            self._writer.seal_if_old()
        self._uploader.abort_if_overdue()
        self._uploader.wake()

    def apply_consent(self, state: str) -> None:
        """The user's answer from here on."""
        self._retention.apply(state)
        self._uploader.wake()

    def on_batch_done(self, done: BatchDone) -> None:
        """A batch has left the disk."""
        self.outbox.on_batch_done(done)

    def on_upload_failed(self, _failed: UploadFailed) -> None:
        """A batch was not taken: count it."""
        self.delivery.count_retry()

    def on_lines_damaged(self, damaged: LinesDamaged) -> None:
        """Lines of a batch were damaged: count them."""
        self.delivery.count_dropped("damaged on disk", damaged.count)

    def upload_now(self, timeout: float) -> bool:
        """From the app's thread: try one upload; returns whether the intake has everything."""
        sent = self._uploader.upload_now(timeout)
        return sent and not self.outbox.waiting and len(self._folder.pending) == 0

    def figures(self, queued: int, unqueued: int) -> DeliveryFigures:
        """From any thread. Arguments: observations that wait for the pipeline, and those that it had to drop."""
        tracks = (self._folder.granted, self._folder.pending)
        return DeliveryFigures(
            queued=queued,
            unwritten=self.outbox.waiting,
            batches=sum(map(len, tracks)),
            batch_bytes=sum(track.size for track in tracks),
            sent_batches=self.delivery.sent_batches,
            sent_events=self.delivery.sent_events,
            sent_bytes=self.delivery.sent_bytes,
            retries=self.delivery.retries,
            dropped=self.delivery.dropped | ({"the queue was full": unqueued} if unqueued else {}),
            discarded=dict(self.delivery.discarded),
        )

    def stop_upload(self, timeout: float) -> None:
        """From the app's thread: end the upload thread."""
        self._uploader.stop(timeout)

    def on_pipeline_end(self) -> None:
        """The last call of the pipeline thread: close the open batch."""
        if self.outbox.waiting:
            _logger.warning("%s events are lost: the disk did not take them before the SDK ended", self.outbox.waiting)
            self.outbox.drop_waiting("the disk took nothing until the end")
        self._writer.close()
        self._on_thread_end()

    def release(self) -> None:
        """Close the files where not everything could be started: there may be no thread that does."""
        self._writer.close()
        self._folder.close()

    def abandon(self) -> None:
        """In a forked child: hold none of the parent's files."""
        self._writer.close()
        self._folder.close_after_fork()

    def _on_thread_end(self) -> None:
        """Whichever thread ends last releases the folder: until then no other instance may take it over."""
        with self._lock:
            self._threads -= 1
            last = self._threads == 0
        if last:
            self._folder.close()
