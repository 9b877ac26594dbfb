"""Processes with a role as views, from their start to their exit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.collect.commands import signal_name
from desktop_rum.collect.exit_reason import CRASH_REASONS, exit_reason
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View
from desktop_rum.identifiers import new_id
from desktop_rum.instrument.observations import (
    Role,
)

if TYPE_CHECKING:
    from desktop_rum.clock import Clock
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.observations import (
        ProcessExited,
        ProcessRenamed,
        ProcessStarted,
        ProcessStarting,
    )

_TITLES: Final[dict[Role, str]] = {"utility": "Utility", "renderer": "Renderer"}


class _Process(msgspec.Struct):
    """A process with a role, while it lives."""

    role: Role
    name: str
    view: View


class Processes:
    """Keeps the view of each process with a role; the pid's owner is known until after the death."""

    def __init__(self, clock: Clock, views: Views) -> None:
        self._clock = clock
        self._views = views
        self._processes: dict[int, _Process] = {}
        self._renderers = 0

    def on_starting(self, starting: ProcessStarting) -> None:
        """Begin the view."""
        if starting.role == "renderer":
            self._renderers += 1
            url = f"desktop://renderer/{self._renderers}"
        else:
            url = f"desktop://utility/{starting.name}"
        view = View(
            name=_view_name(starting.role, starting.name),
            url=url,
            started_ms=starting.started_at_ns // 1_000_000,
            started_ns=starting.started_ns,
            context={"service_name": starting.name} if starting.role == "utility" else {},
        )
        self._views.add(view)
        self._processes[starting.run_id] = _Process(starting.role, starting.name, view)

    def on_started(self, started: ProcessStarted) -> None:
        """The pid is known."""
        process = self._processes.get(started.run_id)
        if process is not None:
            process.view.context["pid"] = started.pid
            process.view.touch()

    def on_renamed(self, renamed: ProcessRenamed) -> None:
        """A renderer's page has another title."""
        process = self._processes.get(renamed.run_id)
        if process is not None and process.name != renamed.name:
            process.name = renamed.name
            process.view.name = _view_name(process.role, renamed.name)
            process.view.touch()

    def on_exited(self, exited: ProcessExited) -> None:
        """Tell how the process ended: an action where it was clean or asked for, an error otherwise."""
        process = self._processes.pop(exited.run_id, None)
        if process is None:
            return
        facts = _facts(exited)
        process.view.context |= facts
        context = dict(process.view.context)
        if facts["reason"] == "clean-exit" or exited.requested:
            if exited.requested:
                context["requested"] = True
            data: dict[str, Any] = {
                "action": {"id": new_id(), "type": "custom", "target": {"name": "process_exit"}},
                "context": context,
            }
            self._views.emit(RawEvent("action", self._now_ms(), process.view, data))
        else:
            data = {"error": _exit_error(process, exited, facts), "context": context}
            self._views.emit(RawEvent("error", self._now_ms(), process.view, data))
        process.view.end(exited.ended_ns)

    def renew_views(self) -> None:
        """A new session began: what lives gets a view in it."""
        for process in self._processes.values():
            process.view = self._views.renew(process.view)

    def _now_ms(self) -> int:
        return self._clock.now_ns() // 1_000_000


def _view_name(role: Role, name: str) -> str:
    return f"{_TITLES[role]}: {name}"


def _facts(exited: ProcessExited) -> dict[str, Any]:
    """Reason, exit code and signal, under the names that `context` has for them."""
    if exited.launch_error is not None:
        return {"reason": "launch-failed", "error_message": exited.launch_error}
    facts: dict[str, Any] = {"reason": exit_reason(exited.returncode)}
    if exited.returncode is None:
        facts["status_unknown"] = True
    elif exited.returncode < 0:
        facts["signal"] = signal_name(-exited.returncode)
    else:
        facts["exit_code"] = exited.returncode
    return facts


def _exit_error(process: _Process, exited: ProcessExited, facts: dict[str, Any]) -> dict[str, Any]:
    """The error of an exit that was neither clean nor asked for."""
    reason = facts["reason"]
    error: dict[str, Any] = {
        "id": new_id(),
        "source": "source",
        "handling": "unhandled",
        "type": reason,
        "message": f"{process.view.name} {_in_words(exited, facts)}",
        "is_crash": reason in CRASH_REASONS,
    }
    if error["is_crash"]:
        error["category"] = "Exception"
    return error


def _in_words(exited: ProcessExited, facts: dict[str, Any]) -> str:
    if exited.launch_error is not None:
        return f"could not be started: {exited.launch_error}"
    if "signal" in facts:
        return f"{'crashed' if facts['reason'] in CRASH_REASONS else 'was killed'} ({facts['signal']})"
    if exited.returncode is None:
        return "is gone; nobody learned its exit status"
    return f"{'crashed' if facts['reason'] in CRASH_REASONS else 'exited'} with code {exited.returncode}"
