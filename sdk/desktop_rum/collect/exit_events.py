"""The exit of a process as events: an action, or one error, whatever it died of and however many reports there are."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.collect.commands import signal_name
from desktop_rum.collect.errors import raised_fields
from desktop_rum.collect.exit_reason import CRASH_REASONS, exit_reason
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.windows_exits import in_words, windows_status
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.collect.crash_reports import CrashReport
    from desktop_rum.collect.processes import Process
    from desktop_rum.instrument.observations import ProcessExited


_OF_A_SIGNAL: Final = 128
"""What shells add to the number of the signal that ended a program."""

_WORDS: Final = {"crashed": "crashed", "killed": "was killed"}
"""For reasons that Windows tells by a code; by any other one a process exited."""


def exit_events(
    process: Process,
    exited: ProcessExited,
    ended_ms: int,
    report: CrashReport | None,
    *,
    out_of_memory: bool,
    platform: str = sys.platform,
) -> Iterator[RawEvent]:
    """An action where the exit was clean or asked for, an error otherwise; what it died of is part of that error."""
    if platform == "win32" and exited.returncode is not None:
        exited = msgspec.structs.replace(exited, returncode=windows_status(exited.returncode))
    facts = _facts(exited, report, platform, out_of_memory=out_of_memory)
    process.view.context |= facts
    context = dict(process.view.context)
    fatal = process.fatal
    if facts["reason"] == "clean-exit" or exited.requested:
        if fatal is not None:  # raised, but not what ended it
            yield _event(process, fatal.at_ns // 1_000_000, _fatal_error(process), dict(fatal.context or {}))
        if exited.requested:
            context["requested"] = True
        action = {"id": new_id(), "type": "custom", "target": {"name": "process_exit"}}
        yield RawEvent("action", ended_ms, process.view, {"action": action, "context": context})
    elif fatal is not None:
        error = _fatal_error(process) | _crash_fields(facts, report)
        yield _event(process, fatal.at_ns // 1_000_000, error, {**(fatal.context or {}), **context})
    elif not process.fatal_told:
        error = {
            "id": new_id(),
            "source": "source",
            "handling": "unhandled",
            "type": facts["reason"],
            "message": f"{process.view.name} {_in_words(exited, facts)}",
            **_crash_fields(facts, report),
        }
        yield _event(process, ended_ms, error, context)


def as_of_whom_a_shell_ran(exited: ProcessExited, report: CrashReport | None) -> ProcessExited:
    """An exit by a signal, where a shell reports it as 128 plus the signal and a crash report confirms it."""
    number = getattr(signal, (report and report.signal) or "", None)
    if number is None or exited.returncode != _OF_A_SIGNAL + number:
        return exited
    return msgspec.structs.replace(exited, returncode=-number)


def _event(process: Process, date_ms: int, error: dict[str, Any], context: dict[str, Any]) -> RawEvent:
    return RawEvent("error", date_ms, process.view, {"error": error, "context": context})


def _fatal_error(process: Process) -> dict[str, Any]:
    fields = {} if process.fatal is None else raised_fields(process.fatal)
    return {"id": new_id(), "source": "source", "handling": "unhandled", **fields}


def _crash_fields(facts: dict[str, Any], report: CrashReport | None) -> dict[str, Any]:
    """The fields of a crash, where the exit is one: a report alone does not make a crash."""
    if facts["reason"] not in CRASH_REASONS:
        return {"is_crash": False}
    fields: dict[str, Any] = {"is_crash": True, "category": "Exception"}
    if report is not None:
        fields |= report.fields(facts.get("signal"))
    return fields


def _facts(exited: ProcessExited, report: CrashReport | None, platform: str, *, out_of_memory: bool) -> dict[str, Any]:
    """Reason, exit code and signal, under the names that `context` has for them."""
    if exited.launch_error is not None:
        return {"reason": "launch-failed", "error_message": exited.launch_error}
    reported = None if report is None else report.signal
    reason = exit_reason(exited.returncode, platform, requested=exited.requested, reported=reported)
    facts: dict[str, Any] = {"reason": "oom" if out_of_memory else reason}
    if exited.returncode is None:
        facts["status_unknown"] = True
    elif exited.returncode < 0:
        facts["signal"] = signal_name(-exited.returncode)
    else:
        facts["exit_code"] = exited.returncode
    return facts


def _in_words(exited: ProcessExited, facts: dict[str, Any]) -> str:
    if exited.launch_error is not None:
        return f"could not be started: {exited.launch_error}"
    if facts["reason"] == "oom":
        return f"was killed because memory ran out ({facts.get('signal', 'SIGKILL')})"
    if "signal" in facts:
        return f"{'crashed' if facts['reason'] in CRASH_REASONS else 'was killed'} ({facts['signal']})"
    if exited.returncode is None:
        return "is gone; nobody learned its exit status"
    return f"{_WORDS.get(facts['reason'], 'exited')} with code {in_words(exited.returncode)}"
