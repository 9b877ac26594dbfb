"""A command's run as one `resource` event of type `native`."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.observations import CommandEnded
    from desktop_rum.instrument.run import Run

NO_STATUS = -1
"""The `status_code` of a command that never started, was killed by a signal or timed out."""


class Commands:
    """Makes a resource of each command, on the view of the main process."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def on_command_ended(self, ended: CommandEnded) -> None:
        """Bring out the resource of a run."""
        run = ended.run
        arguments = arguments_of(run)
        resource: dict[str, Any] = {
            "id": new_id(),
            "type": "native",
            "url": f"{run.api}://{_command(run, arguments)}",
            "duration": max(0, ended.ended_ns - run.started_ns),
        }
        context: dict[str, Any] = {"args": arguments, "shell": run.shell}
        if run.cwd is not None:
            context["cwd"] = as_text(run.cwd)
        if run.pid is not None:
            context["pid"] = run.pid
        status = _end(ended, context)
        if status is not None:
            resource["status_code"] = status
        data = {"resource": resource, "context": context}
        self._views.emit(RawEvent("resource", run.started_at_ns // 1_000_000, self._views.main, data))


def _end(ended: CommandEnded, context: dict[str, Any]) -> int | None:
    """The status code, and into `context` how the command ended; None when nobody knows or it still runs."""
    run, returncode = ended.run, ended.returncode
    if run.timed_out and (returncode is None or returncode < 0):
        context["timed_out"] = True
    if ended.failure is not None:
        context["error_code"], context["error_message"] = ended.failure
        return NO_STATUS
    if run.detached:
        context["detached"] = True
        return None
    if returncode is None:
        context["status_unknown"] = True
        return NO_STATUS if run.timed_out else None
    if returncode < 0:
        context["signal"] = signal_name(-returncode)
        return NO_STATUS
    return returncode


def signal_name(number: int) -> str:
    """SIGKILL for 9; SIG35 for one without a name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def arguments_of(run: Run) -> list[str]:
    """The arguments as texts, the program's name first; one text for a shell line given as such."""
    given = run.arguments
    return [as_text(item) for item in given] if isinstance(given, tuple) else [as_text(given)]


def _command(run: Run, arguments: list[str]) -> str:
    """The program, or the whole line for calls that go through a shell."""
    if run.executable is not None and not run.shell:
        return as_text(run.executable)
    return arguments[0] if arguments else ""


def as_text(value: object) -> str:
    """A program, argument or folder as the system takes it, without losing bytes that are not UTF-8 to an error."""
    if type(value) is str:
        return value
    try:
        if isinstance(value, str | bytes | os.PathLike):
            return os.fsdecode(value)
        return f"<{type(value).__name__}>"
    except Exception:  # noqa: BLE001 - a path object is the app's code
        return f"<{type(value).__name__}>"
