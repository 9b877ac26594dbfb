"""The one place that wires the SDK: who is built of what, who calls whom, and in which order it ends."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_rum._children import ChildProcesses
from desktop_rum._instruments import Instruments
from desktop_rum._version import __version__
from desktop_rum.assemble.assembler import Assembler
from desktop_rum.assemble.command_errors import CommandErrors
from desktop_rum.assemble.contexts import CommonContext, SessionContext
from desktop_rum.assemble.hooks import Hooks
from desktop_rum.assemble.identity import IdentityContext
from desktop_rum.assemble.late_scrubber import LateScrubber
from desktop_rum.assemble.paths import PathScrubber
from desktop_rum.collect.actions import Actions
from desktop_rum.collect.commands import Commands
from desktop_rum.collect.errors import Errors
from desktop_rum.collect.event_loop import EventLoop
from desktop_rum.collect.http_requests import HttpRequests
from desktop_rum.collect.main_crash import MainCrash
from desktop_rum.collect.views import Views
from desktop_rum.collect.vitals import Vitals
from desktop_rum.instrument import app_calls as said
from desktop_rum.instrument import observations as seen
from desktop_rum.instrument.errors import describe, fingerprint_of
from desktop_rum.instrument.http_exchange import RequestEnded
from desktop_rum.instrument.main_crash_file import MainCrashFile
from desktop_rum.instrument.runs import Runs
from desktop_rum.last_moment import at_last_moment
from desktop_rum.persons import Persons
from desktop_rum.pipeline import Handler, Pipeline
from desktop_rum.session.consent import Consent
from desktop_rum.session.context import InternalContext
from desktop_rum.session.manager import SessionManager
from desktop_rum.shipping import Shipping
from desktop_rum.subscriptions import Subscriptions
from desktop_rum.telemetry.guard import set_reporter
from desktop_rum.telemetry.own_failure import OwnFailure, own_failure
from desktop_rum.telemetry.reports import TelemetryReports
from desktop_rum.transport.uploader import LinesDamaged, UploadFailed
from desktop_rum.transport.writer import BatchDone

if TYPE_CHECKING:
    from desktop_rum.configuration import Configuration
    from desktop_rum.telemetry.delivery import DeliveryFigures

_DELIVERY_SECONDS: Final = 600.0
"""How often telemetry reports what was delivered."""

_LAST_WORDS_SECONDS: Final = 1.0
"""How long the error that the app dies of may take onto disk."""

_BEFORE_HOOK_SECONDS: Final = 0.1
"""The same for an error after which the app may go on: its own hook, which runs next, may end the process."""

_UNDO_SECONDS: Final = 1.0
"""How long a thread may take to end where another one could not be started."""

_SETTLE_SECONDS: Final = 0.5
"""Crashes of earlier launches are reported so long after the start: by then listeners have subscribed."""


class Sdk:
    """Everything that runs between `init()` and `stop()`."""

    def __init__(self, configuration: Configuration) -> None:
        """Build and start everything, or nothing of it.

        Raises:
            ConfigurationError: the data folder cannot be used.
            OSError, RuntimeError: the machine has no room for its files or threads.
        """
        with contextlib.ExitStack() as undo:
            self._build(configuration, undo)
            undo.pop_all()

    def _build(self, configuration: Configuration, undo: contextlib.ExitStack) -> None:
        clock = configuration.clock
        self.configuration = configuration
        self.clock = clock
        self.subscriptions = Subscriptions(clock)
        handlers: dict[type, Handler] = {}
        self.pipeline = Pipeline(clock, handlers, self._after_round, self._on_pipeline_end)
        hooks = Hooks()
        paths = PathScrubber((*configuration.app_roots, *_home()))
        consent = Consent(configuration.tracking_consent)
        scrubber = LateScrubber(configuration.scrub_names)
        assembler = Assembler(hooks, CommandErrors(scrubber), paths, configuration.before_send)
        self.shipping = Shipping(configuration, consent, assembler, self.subscriptions, self.pipeline.put_own)
        undo.callback(self.shipping.release)
        self._consent = consent
        self._outbox = self.shipping.outbox
        self.views = Views(clock, self._outbox.emit)
        commands = Commands(self.views, scrubber)
        self._http_requests = HttpRequests(self.views, scrubber)
        self.sessions = SessionManager(
            clock, configuration.session_sample_rate, self.views.end_all, self._on_session_start
        )
        self._identity = IdentityContext()
        self.persons = Persons(self._identity, self.pipeline.put_own)
        runs = Runs(clock, self.pipeline.put)
        self.children = ChildProcesses(
            clock,
            self.views,
            self.pipeline,
            runs,
            commands.on_command_ended,
            self.sessions.user_activity,
            self.persons.on_child_said,
        )
        hooks.add("consent", consent.hook)
        hooks.add("common", CommonContext(configuration).hook)
        hooks.add("identity", self._identity.hook)
        hooks.add("session", SessionContext(self.sessions).hook)
        self._telemetry = TelemetryReports(configuration, self.sessions, consent, clock, self._outbox.add)
        handlers.update(self._handlers())
        crash_file = MainCrashFile(configuration.data_dir)
        undo.callback(crash_file.close)
        self._main_crash = MainCrash(crash_file, clock, self.views, self._outbox.emit, self._reported_session)
        self.sessions.user_activity()
        self.pipeline.schedule(_SETTLE_SECONDS, self._main_crash.tell_left)
        self.pipeline.schedule(configuration.upload_interval, self._on_upload_tick)
        self.pipeline.schedule(configuration.metrics_interval, self._on_metrics_tick)
        self.pipeline.schedule(_DELIVERY_SECONDS, self._on_delivery_tick)
        set_reporter(self._report_internal_error)
        undo.callback(set_reporter, None)
        self.pipeline.start()
        undo.callback(self.pipeline.stop, _UNDO_SECONDS)
        self.shipping.start()
        undo.callback(self.shipping.stop_upload, _UNDO_SECONDS)
        instruments = self.instruments = Instruments(
            clock, runs, self.pipeline.put, self._report_uncaught, undo, track_commands=configuration.track_commands
        )
        if configuration.track_utility_processes:
            self.children.start(instruments.exits, instruments.late_imports)

    def _handlers(self) -> dict[type, Handler]:
        """Who handles each type of observation, on the pipeline thread."""
        vitals = Vitals(self.views)
        self._actions = Actions(self.views)
        return {
            **self.children.handlers(),
            seen.ExceptionRaised: Errors(self.views).on_exception_raised,
            seen.ActionAdded: self._on_action_added,
            seen.EventLoopBlocked: EventLoop(self.views).on_blocked,
            seen.UserActive: lambda _: self.sessions.user_activity(),
            seen.SessionStopped: lambda _: self.sessions.stop(),
            RequestEnded: self._http_requests.on_request_ended,
            OwnFailure: self._telemetry.on_own_failure,
            BatchDone: self.shipping.on_batch_done,
            UploadFailed: self.shipping.on_upload_failed,
            LinesDamaged: self.shipping.on_lines_damaged,
            said.UserChanged: self._identity.on_user_changed,
            said.AccountChanged: self._identity.on_account_changed,
            said.ConsentChanged: self._on_consent_changed,
            said.VitalStarted: vitals.on_started,
            said.VitalStopped: vitals.on_stopped,
            said.VitalMeasured: vitals.on_measured,
            said.OperationStepped: vitals.on_operation,
        }

    def flush(self, timeout: float) -> bool:
        """See `desktop_rum.flush`."""
        deadline = time.monotonic() + timeout
        self.pipeline.catch_up(timeout)  # after this, exits come after what their processes said
        if not self.pipeline.call(self._write_everything, deadline - time.monotonic()):
            return False
        sent = self.shipping.upload_now(deadline - time.monotonic())
        self.pipeline.catch_up(deadline - time.monotonic())  # what was sent is told as well
        return sent

    def stop(self, timeout: float) -> None:
        """See `desktop_rum.stop`."""
        self.pipeline.catch_up(timeout)  # after this, what was started a moment ago has its run
        self.instruments.end_requests()
        self.instruments.take_back()
        self._end(timeout)
        set_reporter(None)

    def end_with_interpreter(self, timeout: float) -> None:
        """As `stop`, but the patches stay: exit handlers that the app registered before us run after this."""
        self.instruments.tell_end_of_main_thread()
        self.instruments.end_requests()
        self._end(timeout)
        self.subscriptions.stop()
        self.pipeline.go_on_without_thread(self._after_late_round)
        at_last_moment(self.instruments.take_back)

    def take_back_inherited(self) -> None:
        """In a forked child, after `abandon`: take back what it left."""
        self.instruments.take_back()
        self._main_crash.take_back()

    def _end(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        self.instruments.stop_watching()
        self.children.stop()
        self.pipeline.catch_up(timeout)  # as in flush
        if self.pipeline.call(self._end_everything, deadline - time.monotonic()):
            self.shipping.upload_now(deadline - time.monotonic())
            self.pipeline.catch_up(deadline - time.monotonic())  # what was sent is told as well
        self.shipping.stop_upload(deadline - time.monotonic())
        self.pipeline.stop(max(0.1, deadline - time.monotonic()))
        self._main_crash.close()

    def abandon(self) -> None:
        """In a forked child: hold none of the parent's files, and report to it as a child from now on.

        Each page of memory that a child writes to is copied first, and that pushes what the app works with out of the
        processor's caches: so the patches stay, passing on, until `take_back`, and as little as can be is called.
        """
        set_reporter(None)
        self.instruments.abandon()
        self.instruments.report_uncaught_to(self.children.abandon(self._main_crash.abandon()))
        self.shipping.abandon()

    def context(self) -> InternalContext:
        """See `desktop_rum.get_internal_context`."""
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

    def delivery_figures(self) -> DeliveryFigures:
        """What was delivered and what waits, at this moment; from any thread."""
        return self.shipping.figures(self.pipeline.queued, self.pipeline.dropped)

    def _on_session_start(self) -> None:
        self.views.start_main()
        self.children.renew_views()
        self._telemetry.on_session_start()
        self._main_crash.remember()

    def _reported_session(self) -> str | None:
        """The id of the session whose events are kept and sent; None where there is none."""
        session = self.sessions.current
        if session is None or not session.sampled or self._consent.state != "granted":
            return None
        return session.id

    def _after_round(self) -> None:
        self.children.on_round_end()
        self.views.tell()
        self.shipping.write()
        self.subscriptions.publish()

    def _after_late_round(self) -> None:
        """After the end of all views: bring out a last version of the main one, with what has been counted since."""
        self.views.add(self.views.main)
        self.views.tell(everything=True)
        self.shipping.write_late()

    def _write_everything(self) -> None:
        self.views.tell(everything=True)
        self.shipping.seal()

    def _end_everything(self) -> None:
        self._main_crash.tell_left()
        self.children.tell_everything()
        self._tell_delivery()
        self.sessions.end_with_app()
        self._write_everything()

    def _on_upload_tick(self) -> None:
        self.pipeline.schedule(self.configuration.upload_interval, self._on_upload_tick)
        self.shipping.tick()

    def _on_delivery_tick(self) -> None:
        self.pipeline.schedule(_DELIVERY_SECONDS, self._on_delivery_tick)
        self._tell_delivery()

    def _tell_delivery(self) -> None:
        self._telemetry.report_delivery(self.shipping.delivery, self.pipeline.dropped)

    def _on_consent_changed(self, changed: said.ConsentChanged) -> None:
        if changed.consent == self._consent.state:
            return
        collected_before = self._consent.collects
        self.shipping.apply_consent(changed.consent)
        self._consent.state = changed.consent
        self._main_crash.remember()
        if self._consent.collects and not collected_before:
            self._telemetry.tell_configuration()
            self.views.tell_again()

    def _on_action_added(self, added: seen.ActionAdded) -> None:
        """An action keeps the session alive, also in an app that reports no keys and buttons."""
        self.sessions.user_activity()
        self._actions.on_action_added(added)

    def _on_pipeline_end(self) -> None:
        self.shipping.on_pipeline_end()

    def _on_metrics_tick(self) -> None:
        self.pipeline.schedule(self.configuration.metrics_interval, self._on_metrics_tick)
        self.sessions.expire()
        self.children.metrics.on_tick()

    def _report_uncaught(self, error: BaseException, fatal: bool, hook_follows: bool) -> None:  # noqa: FBT001 - the instrument's signature
        self.pipeline.put_urgent(
            seen.ExceptionRaised(describe(error), self.clock.now_ns(), fingerprint=fingerprint_of(error))
        )
        if fatal or hook_follows:  # either may be the end of the process
            self.pipeline.catch_up(_LAST_WORDS_SECONDS if fatal else _BEFORE_HOOK_SECONDS)

    def _report_internal_error(self, error: BaseException) -> None:
        self.pipeline.put(own_failure(error))


def _home() -> tuple[Path, ...]:
    """The user's folder; a user of a container may have none."""
    try:
        return (Path.home(),)
    except RuntimeError:
        return ()
