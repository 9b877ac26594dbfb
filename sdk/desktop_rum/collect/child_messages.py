"""What a child said as events on the view of its process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_rum.channel.messages import Action, Error, Identity, Internal, Operation, Vital, VitalStart, VitalStop
from desktop_rum.channel.page_messages import Clicked, ClickSettled, LongTaskSeen, PageChanged, ResourceLoaded
from desktop_rum.collect.actions import action_event
from desktop_rum.collect.errors import error_event
from desktop_rum.collect.vitals import operation_event, vital_event
from desktop_rum.instrument.app_calls import OperationStepped, VitalMeasured, VitalStarted, VitalStopped
from desktop_rum.instrument.observations import ExceptionRaised
from desktop_rum.telemetry.own_failure import OwnFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.channel.messages import Message
    from desktop_rum.collect.pages import Pages
    from desktop_rum.collect.processes import Process, Processes
    from desktop_rum.collect.raw_event import Emit, RawEvent
    from desktop_rum.collect.view import View

FATAL_SECONDS: Final = 10.0
"""How long the exit may be in coming after the exception that the process dies of."""

MAX_OWN: Final = 4_096
"""Characters of what a child tells of the SDK's own failures."""


class ChildMessages:
    """Turns messages into events, one by one."""

    def __init__(
        self,
        processes: Processes,
        pages: Pages,
        emit: Emit,
        put: Callable[[object], None],
        schedule: Callable[[float, Callable[[], None]], None],
        on_identity: Callable[[Identity], None],
        user_active: Callable[[], None],
    ) -> None:
        """Arguments: processes and their pages; who takes events and observations; timers; who hears of the user."""
        self._processes = processes
        self._pages = pages
        self._emit = emit
        self._put = put
        self._schedule = schedule
        self._on_identity = on_identity
        self._user_active = user_active

    def handle(self, process: Process, message: Message, pid: int) -> None:
        """Bring out what the message says; `pid` is who says it, the process or one that it has started."""
        match message:
            case PageChanged() | Clicked() | ClickSettled() | ResourceLoaded() | LongTaskSeen():
                self._pages.handle(process, message)
            case Error():
                self._error(process, message, pid)
            case Action():
                self._user_active()  # what the user did, as in the main process
                view, context = self._view_of(process, message), process.told_with(message.context)
                self._bring_out(action_event(message.name, message.at_ns, context, view))
            case Operation(at_ns=at_ns, name=name, key=key, step=step, failure_reason=reason, context=context):
                stepped = OperationStepped(name, key, step, at_ns, reason, context)
                self._bring_out(operation_event(stepped, self._view_of(process, message)))
            case Identity():
                self._on_identity(message)
            case Internal():
                self._put(OwnFailure(message.kind[:MAX_OWN], message.stack[:MAX_OWN]))
            case Vital() | VitalStart() | VitalStop():
                measured = _vital(process, message)
                if measured is not None:
                    self._bring_out(vital_event(measured, self._view_of(process, message)))

    def _view_of(self, process: Process, message: Action | Error | Operation | Vital | VitalStop | VitalStart) -> View:
        """The view of the page that the process shows; its own where it shows none."""
        self._pages.date_of(process, message.at_ns)
        return process.view if message.page is None else self._pages.view_of(process, message.page)

    def _bring_out(self, raw: RawEvent) -> None:
        if not self._pages.emit(raw):
            self._emit(raw)

    def _error(self, process: Process, message: Error, pid: int) -> None:
        raised = ExceptionRaised(
            message.error.details(),
            message.at_ns,
            message.handled,
            process.told_with(message.context),
            message.fingerprint,
        )
        if message.fatal:
            self._processes.on_fatal(process, raised)
            self._schedule(FATAL_SECONDS, lambda: self._processes.tell_fatal(process, pid))
        else:
            self._bring_out(error_event(raised, self._view_of(process, message)))


def _vital(process: Process, message: Vital | VitalStart | VitalStop) -> VitalMeasured | None:
    """The duration that the message tells or ends."""
    at_ns, description, context = message.at_ns, message.description, message.context
    if isinstance(message, Vital):
        return VitalMeasured(message.name, at_ns, max(0, message.duration_ns), description, context)
    if isinstance(message, VitalStart):
        process.vitals.start(VitalStarted(message.name, message.key, at_ns, message.monotonic_ns, description, context))
        return None
    return process.vitals.stop(VitalStopped(message.name, message.key, message.monotonic_ns, description, context))
