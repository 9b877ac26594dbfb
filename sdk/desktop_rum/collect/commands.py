"""A command's run as one `resource` event of type `native`."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop_rum.collect import windows_line
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.windows_exits import BY_POPEN
from desktop_rum.identifiers import new_id
from desktop_rum.instrument.call_name import WAITS_ITSELF

if TYPE_CHECKING:
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.run import Run

NO_STATUS: Final = -1
"""The `status_code` of a command that never started, was killed by a signal or timed out."""

MAX_URL: Final = 8_000
"""Characters of a shell line in a url; the arguments have more of it."""


class Scrubber(Protocol):
    """Takes secrets out of commands; never raises."""

    def arguments(self, arguments: list[str], *, shell: bool) -> list[str]:
        """The arguments, program first, without what is secret; with `shell` the first is a line for the shell."""

    def message(self, message: str, given: list[str], scrubbed: list[str]) -> str:
        """A message about a command without the command's secrets."""


class Commands:
    """Makes a resource of each command, on the view of the main process."""

    def __init__(self, views: Views, scrubber: Scrubber, *, on_windows: bool = sys.platform == "win32") -> None:
        self._views = views
        self._on_windows = on_windows
        self._scrubber = scrubber

    def on_command_ended(self, run: Run) -> None:
        """Bring out the resource of a run."""
        given, is_line = self._given(run)
        arguments = self._scrubber.arguments(given, shell=is_line)
        context: dict[str, Any] = {"args": arguments, "shell": run.shell}
        if run.cwd is not None:
            context["cwd"] = self._alone(run.cwd)
        if run.pid is not None:
            context["pid"] = run.pid
        status = _end(run, context)
        if "error_message" in context:
            context["error_message"] = self._scrubber.message(context["error_message"], given, arguments)
        resource: dict[str, Any] = {
            "id": new_id(),
            "type": "native",
            "url": f"{run.api}://{self._command(run, arguments)}",
            "duration": max(0, run.ended_ns - run.started_ns),
        }
        if status is not None:
            resource["status_code"] = status
        data = {"resource": resource, "context": context}
        self._views.emit(RawEvent("resource", run.started_at_ns // 1_000_000, self._views.main, data))

    def _given(self, run: Run) -> tuple[list[str], bool]:
        """The arguments, program first; whether the first is a line for the shell instead."""
        if isinstance(run.arguments, tuple):
            return list(run.arguments), run.shell
        if self._on_windows and not run.shell:
            return windows_line.split(run.arguments), False
        return [run.arguments], True

    def _command(self, run: Run, arguments: list[str]) -> str:
        """The program, or the whole line for calls that go through a shell."""
        if run.executable is not None and not run.shell:
            command = self._alone(run.executable)
        else:
            command = arguments[0] if arguments else ""
        return command if len(command) <= MAX_URL else f"{command[:MAX_URL]}…"

    def _alone(self, path: Any) -> str:
        """A program or folder, scrubbed alone: the app may have put a whole shell line there."""
        return self._scrubber.arguments([str(path)], shell=False)[0]


def _end(run: Run, context: dict[str, Any]) -> int | None:
    """The status code, and into `context` how the command ended; None when nobody knows or it still runs."""
    returncode = run.returncode
    was_killed = returncode is None or returncode < 0 or (run.requested and returncode == BY_POPEN)
    timed_out = run.timed_out and (was_killed or run.api in WAITS_ITSELF)
    if timed_out:
        context["timed_out"] = True
    if run.detached:
        context["detached"] = True
    if run.failure is not None:
        context["error_code"], context["error_message"] = run.failure
        return NO_STATUS
    if run.signal_unknown:
        context["signal"] = "unknown"
        return NO_STATUS
    if returncode is None:
        if not run.left_running:
            context["status_unknown"] = True
        return NO_STATUS if timed_out else None
    if returncode < 0:
        context["signal"] = signal_name(-returncode)
        return NO_STATUS
    return NO_STATUS if timed_out else returncode


def signal_name(number: int) -> str:
    """SIGKILL for 9; SIG35 for one without a name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"
