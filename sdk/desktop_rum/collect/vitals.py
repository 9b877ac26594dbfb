"""Durations and operations that the app measures, as `vital` events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id
from desktop_rum.instrument.app_calls import OperationStepped, VitalMeasured, VitalStarted, VitalStopped

if TYPE_CHECKING:
    from desktop_rum.collect.view import View
    from desktop_rum.collect.views import Views

MAX_OPEN: Final = 1_000
"""Durations that were started and not stopped; beyond that the oldest is forgotten."""


class OpenVitals:
    """Durations that were started, of one process."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str | None], VitalStarted] = {}

    def start(self, started: VitalStarted) -> None:
        """Remember the start; another of the same name and key begins anew."""
        self._open.pop((started.name, started.key), None)
        self._open[started.name, started.key] = started
        if len(self._open) > MAX_OPEN:
            del self._open[next(iter(self._open))]

    def stop(self, stopped: VitalStopped) -> VitalMeasured | None:
        """The duration that ends; None when it was never started."""
        started = self._open.pop((stopped.name, stopped.key), None)
        if started is None:
            return None
        context = started.context
        if stopped.context is not None:
            context = {**(context or {}), **stopped.context}
        return VitalMeasured(
            name=started.name,
            started_at_ns=started.started_at_ns,
            duration_ns=max(0, stopped.ended_ns - started.started_ns),
            description=stopped.description or started.description,
            context=context,
        )


class Vitals:
    """Makes vitals of what the app says in the main process, on its view."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._open = OpenVitals()

    def on_started(self, started: VitalStarted) -> None:
        """Remember the start."""
        self._open.start(started)

    def on_stopped(self, stopped: VitalStopped) -> None:
        """Bring out the duration."""
        measured = self._open.stop(stopped)
        if measured is not None:
            self.on_measured(measured)

    def on_measured(self, measured: VitalMeasured) -> None:
        """Bring out a duration."""
        self._views.emit(vital_event(measured, self._views.main))

    def on_operation(self, stepped: OperationStepped) -> None:
        """Bring out a step of an operation."""
        self._views.emit(operation_event(stepped, self._views.main))


def vital_event(measured: VitalMeasured, view: View) -> RawEvent:
    """A duration as an event of a view."""
    vital: dict[str, Any] = {
        "id": new_id(),
        "type": "duration",
        "name": measured.name,
        "duration": measured.duration_ns,
    }
    if measured.description is not None:
        vital["description"] = measured.description
    return _event(vital, measured.started_at_ns, measured.context, view)


def operation_event(stepped: OperationStepped, view: View) -> RawEvent:
    """A step of an operation as an event of a view."""
    vital: dict[str, Any] = {
        "id": new_id(),
        "type": "operation_step",
        "name": stepped.name,
        "step_type": stepped.step,
    }
    if stepped.key is not None:
        vital["operation_key"] = stepped.key
    if stepped.failure_reason is not None:
        vital["failure_reason"] = stepped.failure_reason
    return _event(vital, stepped.at_ns, stepped.context, view)


def _event(vital: dict[str, Any], at_ns: int, context: dict[str, Any] | None, view: View) -> RawEvent:
    data: dict[str, Any] = {"vital": vital}
    if context is not None:
        data["context"] = context
    return RawEvent("vital", at_ns // 1_000_000, view, data)
