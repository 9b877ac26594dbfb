"""One plain sentence for each event: what happened, in words that need no knowledge of the event format."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable, Mapping
from typing import Any, Final

from playground.models.words import count_of, duration, exit_code_text, shortened, size

#: characters of a sentence: what people read in a line
LONGEST: Final = 1_000

_REASONS: Final = {
    "clean-exit": "exited",
    "abnormal-exit": "failed",
    "killed": "was killed",
    "crashed": "crashed",
    "oom": "was killed because memory ran out",
    "launch-failed": "could not be started",
    "integrity-failure": "was refused: its code is not trusted",
    "memory-eviction": "was ended to free memory",
}

#: what system errors that keep a program from starting mean
_START_ERRORS: Final = {
    "ENOENT": "no such program",
    "EACCES": "permission denied",
    "ENOEXEC": "not a program",
    "E2BIG": "too many arguments",
    "ENOTDIR": "no such folder",
    "ENOMEM": "out of memory",
    "EMFILE": "too many open files",
}


def sentence(event: Mapping[str, Any]) -> str:
    """What happened, in one line without a full stop."""
    try:
        say = _SENTENCES.get(str(event.get("type")))
        text = say(event) if say else f"An event of the type {event.get('type')!r}"
    except (LookupError, AttributeError, TypeError, ValueError):  # what a web page sends may have any shape
        text = f"An event of the type {event.get('type')!r} in an unusual shape"
    return " ".join(shortened(text, LONGEST).split())


def process_of(event: Mapping[str, Any]) -> str:
    """The process that an event belongs to, as its view names it."""
    view = event.get("view")
    if isinstance(view, Mapping) and (view.get("name") or view.get("url")):
        return str(view.get("name") or view.get("url"))
    return "SDK" if event.get("type") == "telemetry" else "main process"


def _view(event: Mapping[str, Any]) -> str:
    view, context, name = event["view"], event.get("context") or {}, process_of(event)
    version = (event.get("_dd") or {}).get("document_version", 1)
    if view.get("is_active") is False:
        lasted = f" after {duration(view['time_spent'])}" if view.get("time_spent") else ""
        what = "is no longer shown" if event.get("container") else "ended"  # a page is left, hidden, or gone
        return f"{name} {what}{lasted}{_exit_details(context)}"
    pid = f", pid {context['pid']}" if context.get("pid") else ""
    if version <= 1:
        return f"{name} started{pid}"
    seen = [
        count_of(view[kind]["count"], noun)
        for kind, noun in (("resource", "resource"), ("action", "action"), ("error", "error"), ("long_task", "freeze"))
        if (view.get(kind) or {}).get("count")
    ]
    if view.get("memory_average"):
        seen.append(size(view["memory_average"]))
    return f"{name} runs{pid}" + (f": {', '.join(seen)}" if seen else "")


def _exit_details(context: Mapping[str, Any]) -> str:
    reason, details = context.get("reason"), _status(context)
    if reason in (None, "clean-exit"):
        return ""
    said = _REASONS.get(str(reason), str(reason)).removeprefix("was ")
    return f": {said}" + (f" ({details})" if details else "")


def _status(context: Mapping[str, Any]) -> str:
    """The signal or exit code of an exit, without the words around it."""
    if context.get("signal"):
        return signal_name(context["signal"])
    code = context.get("exit_code")
    return "" if code is None else f"exit {_code(code)}"


def _code(code: object) -> str:
    """A recording may have anything in the place of a number."""
    return exit_code_text(code) if isinstance(code, int) else str(code)


def signal_name(number_or_name: int | str) -> str:
    """`SIGSEGV`, from the name or the number."""
    if isinstance(number_or_name, str):
        return number_or_name
    try:
        return signal.Signals(number_or_name).name
    except ValueError:
        return f"signal {number_or_name}"


def _resource(event: Mapping[str, Any]) -> str:
    resource, context = event["resource"], event.get("context") or {}
    url = str(resource.get("url", ""))
    if resource.get("type") != "native":
        method = resource.get("method") or resource.get("type", "")
        outcome = ", ".join(str(told) for told in (resource.get("status_code"), context.get("error_code")) if told)
        took = duration(resource.get("duration") or 0)
        return f"{method} {url} → {outcome} in {took}" if outcome else f"{method} {url} in {took}"
    api, _, program = url.partition("://")
    return f"{api} {_command_line(program, context)} → {_outcome(resource, context)}"


def _command_line(program: str, context: Mapping[str, Any]) -> str:
    arguments = context.get("args")
    if context.get("shell") or not isinstance(arguments, list):
        return program
    words = [str(argument) for argument in arguments]
    if words and words[0] == program:
        words = words[1:]
    return shlex.join([program, *words])


def _outcome(resource: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    took = duration(resource.get("duration") or 0)
    if context.get("error_code"):
        code = str(context["error_code"])
        meaning = _START_ERRORS.get(code) or context.get("error_message") or ""
        return "did not start: " + (f"{meaning} ({code})" if meaning else code)
    if context.get("timed_out"):
        return f"timed out after {took}"
    if context.get("signal"):
        return f"killed by {signal_name(context['signal'])} after {took}"
    if context.get("detached"):
        return f"left running, {took} so far"
    if context.get("status_unknown") or resource.get("status_code") is None:
        return f"ended after {took}, nobody learned how"
    return f"exit {_code(resource['status_code'])} in {took}"


def _error(event: Mapping[str, Any]) -> str:
    error, context, name = event["error"], event.get("context") or {}, process_of(event)
    kind = str(error.get("type") or "").rpartition(".")[2]
    exception = ": ".join(str(part) for part in (kind, error.get("message")) if part)
    if error.get("category") == "App Hang":
        frozen = (event.get("freeze") or {}).get("duration")
        return f"{name} froze for {duration(frozen)}" if frozen else f"{name} froze"
    reason, status = context.get("reason"), _status(context)
    if reason is not None or error.get("is_crash"):
        said = _REASONS.get(str(reason), "crashed")
        # The exception says more than the exit code that it caused.
        if error.get("stack") and exception and reason == "abnormal-exit":
            return f"{name} failed with {exception}"
        return f"{name} {said}" + (f" ({status})" if status else "")
    how = "reported" if error.get("handling") == "handled" else "uncaught"
    return f"{how} {exception or 'error'}"


def _action(event: Mapping[str, Any]) -> str:
    action, context = event["action"], event.get("context") or {}
    target = str((action.get("target") or {}).get("name") or action.get("type", ""))
    if target != "process_exit":
        return f"{target}" if action.get("type") == "custom" else f"{action.get('type')} on {target}"
    said = _REASONS.get(str(context.get("reason", "clean-exit")), "exited")
    status = _status(context)
    asked = ", as the app asked" if context.get("requested") else ""
    return f"{process_of(event)} {said}" + (f" ({status})" if status else "") + asked


def _vital(event: Mapping[str, Any]) -> str:
    vital = event["vital"]
    name = vital.get("name", "unnamed")
    if vital.get("type") != "operation_step":
        return f"{name} took {duration(vital.get('duration') or 0)}"
    key = f" ({vital['operation_key']})" if vital.get("operation_key") else ""
    step = vital.get("step_type")
    if step == "end":
        reason = vital.get("failure_reason")
        return f"operation {name}{key} " + (f"failed: {reason}" if reason else "succeeded")
    said = {"start": "began", "update": "went on", "retry": "is tried again"}.get(str(step), str(step))
    return f"operation {name}{key} {said}"


def _long_task(event: Mapping[str, Any]) -> str:
    return f"{process_of(event)} did not answer for {duration(event['long_task'].get('duration') or 0)}"


def _telemetry(event: Mapping[str, Any]) -> str:
    telemetry = event["telemetry"]
    if telemetry.get("type") == "configuration":
        return "the SDK reports how it is configured"
    if telemetry.get("type") == "usage":
        return f"the SDK reports a use of {(telemetry.get('usage') or {}).get('feature', 'a feature')}"
    return f"the SDK says: {telemetry.get('message', '')}"


def _execution_context(event: Mapping[str, Any]) -> str:
    process = event["execution_context"]
    name = process.get("name") or process.get("type", "a process")
    if process.get("exit_reason"):
        return f"{name} {_REASONS.get(process['exit_reason'], process['exit_reason'])}"
    return f"{name} runs, pid {process.get('instance_id')}"


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "view": _view,
    "resource": _resource,
    "error": _error,
    "action": _action,
    "vital": _vital,
    "long_task": _long_task,
    "telemetry": _telemetry,
    "execution_context": _execution_context,
}
