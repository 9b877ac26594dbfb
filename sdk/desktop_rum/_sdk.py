"""The one place that wires the SDK: who is built of what, who calls whom, and in which order it ends."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_rum._version import __version__
from desktop_rum.assemble.assembler import Assembler
from desktop_rum.assemble.contexts import CommonContext, SessionContext
from desktop_rum.assemble.hooks import Hooks
from desktop_rum.assemble.paths import PathScrubber
from desktop_rum.collect.actions import Actions
from desktop_rum.collect.commands import Commands
from desktop_rum.collect.errors import Errors
from desktop_rum.collect.processes import Processes
from desktop_rum.collect.views import Views
from desktop_rum.configuration import Configuration, ConfigurationError
from desktop_rum.instrument import observations as seen
from desktop_rum.instrument.errors import describe
from desktop_rum.instrument.exits import ExitWatcher
from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.popen import PopenInstrument
from desktop_rum.instrument.runs import Runs
from desktop_rum.instrument.uncaught import UncaughtInstrument
from desktop_rum.outbox import Outbox
from desktop_rum.pipeline import Pipeline
from desktop_rum.session.context import InternalContext
from desktop_rum.session.manager import SessionManager
from desktop_rum.subscriptions import Subscriptions
from desktop_rum.telemetry.guard import set_reporter
from desktop_rum.telemetry.reports import TelemetryReports
from desktop_rum.transport.folder import InstanceFolder
from desktop_rum.transport.intake import Intake
from desktop_rum.transport.uploader import BatchDone, Uploader
from desktop_rum.transport.writer import BatchWriter

if TYPE_CHECKING:
    from collections.abc import Callable


class Sdk:
    """Everything that runs between `init()` and `stop()`."""

    def __init__(self, configuration: Configuration) -> None:
        """Build and start everything.

        Raises:
            ConfigurationError: the data folder cannot be used.
        """
        clock = configuration.clock
        self.configuration = configuration
        self.clock = clock
        try:
            self._folder = InstanceFolder(configuration.data_dir)
        except OSError as error:
            given = f"{str(configuration.data_dir)!r} ({error.strerror or error})"
            raise ConfigurationError("data_dir", given, "a folder that can be made and written") from error
        self.subscriptions = Subscriptions(clock)
        hooks = Hooks()
        paths = PathScrubber((*configuration.app_roots, Path.home()))
        writer = BatchWriter(self._folder, configuration.batch_bytes, clock)
        self._outbox = Outbox(Assembler(hooks, paths, configuration.before_send), writer, self.subscriptions)
        self.views = Views(clock, self._outbox.emit)
        self.processes = Processes(clock, self.views)
        self.sessions = SessionManager(
            clock, configuration.session_sample_rate, self.views.end_all, self._on_session_start
        )
        hooks.add("common", CommonContext(configuration))
        hooks.add("session", SessionContext(self.sessions))
        telemetry = TelemetryReports(configuration, self.sessions, paths, clock, self._outbox.add)
        self.pipeline = Pipeline(clock, self._handlers(telemetry), self._after_drain)
        intake = Intake(configuration.client_token, configuration.site, configuration.proxy)
        self._uploader = Uploader(self._folder, intake, clock, self.pipeline.put)
        self.sessions.user_activity()
        self.pipeline.schedule(configuration.upload_interval, self._on_upload_tick)
        self.pipeline.schedule(configuration.metrics_interval, self._on_metrics_tick)
        set_reporter(self._report_internal_error)
        self.pipeline.start()
        self._uploader.start()
        self._instrument()

    def _instrument(self) -> None:
        """Patch the app's world; from here on things are seen."""
        clock, put = self.clock, self.pipeline.put
        self.late_imports = LateImports()
        self.runs = Runs(clock, put)
        self._exits = ExitWatcher(self.runs)
        self._instruments: list[PopenInstrument | UncaughtInstrument] = [
            UncaughtInstrument(self.pipeline.put_urgent, clock.now_ns, self.late_imports)
        ]
        if self.configuration.track_commands:
            self._instruments.append(PopenInstrument(self.runs, self._exits))

    def _handlers(self, telemetry: TelemetryReports) -> dict[type, Callable[[Any], None]]:
        return {
            seen.CommandEnded: Commands(self.views).on_command_ended,
            seen.ProcessStarting: self.processes.on_starting,
            seen.ProcessStarted: self.processes.on_started,
            seen.ProcessRenamed: self.processes.on_renamed,
            seen.ProcessExited: self.processes.on_exited,
            seen.ExceptionRaised: Errors(self.views).on_exception_raised,
            seen.ActionAdded: Actions(self.views).on_action_added,
            seen.UserActive: lambda _: self.sessions.user_activity(),
            seen.SessionStopped: lambda _: self.sessions.stop(),
            seen.InternalError: telemetry.on_internal_error,
            BatchDone: self._outbox.on_batch_done,
        }

    def flush(self, timeout: float) -> bool:
        """See the function of this name."""
        deadline = time.monotonic() + timeout
        if not self.pipeline.call(self._write_everything, timeout):
            return False
        sent = self._uploader.upload_now(max(0.0, deadline - time.monotonic()))
        self.pipeline.call(_nothing, max(0.0, deadline - time.monotonic()))  # what was sent is told as well
        return sent

    def stop(self, timeout: float) -> None:
        """See the function of this name."""
        deadline = time.monotonic() + timeout
        for instrument in self._instruments:
            instrument.stop()
        self.late_imports.stop()
        self._exits.stop()
        self.runs.detach_all()
        written = self.pipeline.call(self._end_everything, timeout)
        if written:
            self._uploader.upload_now(max(0.0, deadline - time.monotonic()))
        self._uploader.stop(max(0.0, deadline - time.monotonic()))
        if self.pipeline.stop(max(0.1, deadline - time.monotonic())):
            self._outbox.close()
        set_reporter(None)
        self._folder.close()

    def abandon(self) -> None:
        """In a forked child: report nothing, and hold none of the parent's files."""
        set_reporter(None)
        for instrument in self._instruments:
            instrument.stop()
        self.late_imports.stop()
        self._exits.close_files()
        self._outbox.close()
        self._folder.close_after_fork()

    def context(self) -> InternalContext:
        """See `get_internal_context`."""
        session, view = self.sessions.current, self.views.main
        return InternalContext(
            application_id=self.configuration.application_id,
            session_id=None if session is None else session.id,
            session_started_ms=0 if session is None else session.started_ms,
            session_sampled=session is not None and session.sampled,
            view_id=view.id,
            view_name=view.name,
            sdk_version=__version__,
        )

    def _on_session_start(self) -> None:
        self.views.start_main()
        self.processes.renew_views()

    def _after_drain(self) -> None:
        self.views.tell()
        self._outbox.write()
        self.subscriptions.publish()

    def _write_everything(self) -> None:
        self.views.tell(everything=True)
        self._outbox.write()
        self._outbox.seal()

    def _end_everything(self) -> None:
        self.views.end_all()
        self._write_everything()

    def _on_upload_tick(self) -> None:
        """Seal when nothing older waits: an outage fills batches, not their number."""
        self.pipeline.schedule(self.configuration.upload_interval, self._on_upload_tick)
        now_ms = self.clock.now_ns() // 1_000_000
        for batch, reason in self._folder.over_limits(now_ms):
            batch.unlink(missing_ok=True)
            self._outbox.on_batch_done(BatchDone(batch.stem, reason))
        if not self._folder.sealed():
            self._outbox.seal()
        self._uploader.wake()

    def _on_metrics_tick(self) -> None:
        self.pipeline.schedule(self.configuration.metrics_interval, self._on_metrics_tick)
        self.sessions.expire()

    def _report_internal_error(self, error: BaseException) -> None:
        self.pipeline.put(seen.InternalError(describe(error)))


def _nothing() -> None:
    """Run only to learn that everything before it has been handled."""
