"""What the app reports in its own words: errors, actions, durations and operations.

Nothing here raises into the app or waits: a call takes the time, copies what it was given and hands over. Without a
running SDK it does nothing. What makes no sense is said to the logger `desktop_rum`.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, Final, ParamSpec, cast, get_args

from desktop_rum.api import current_sdk, guarded
from desktop_rum.child import api as child_api
from desktop_rum.child import reporter
from desktop_rum.instrument.app_calls import FailureReason, OperationStepped, VitalMeasured, VitalStarted, VitalStopped
from desktop_rum.instrument.errors import ErrorDetails, describe, fingerprint_of
from desktop_rum.instrument.observations import ActionAdded, ExceptionRaised
from desktop_rum.json_safe import json_safe, safe_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_rum._sdk import Sdk

_REASONS: Final = get_args(FailureReason)

_logger = logging.getLogger("desktop_rum")

_Arguments = ParamSpec("_Arguments")


def _also_in_children(function: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """In a child, a forked one as well, the call goes to the main process."""
    in_child: Callable[_Arguments, None] = getattr(child_api, function.__name__)

    @functools.wraps(function)
    def either(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        if reporter.current() is None or current_sdk() is not None:
            function(*args, **kwargs)
        else:
            in_child(*args, **kwargs)

    return either


@_also_in_children
def add_error(exception: BaseException, *, context: Mapping[str, Any] | None = None) -> None:
    """Report an exception that the app has handled.

    Arguments: the exception, with its causes; whatever the app wants to say about it. An attribute `dd_fingerprint` of
    the exception (a text) decides which errors are counted as the same issue.
    """
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: _add_error(sdk, exception, context))


@_also_in_children
def add_action(name: str, *, context: Mapping[str, Any] | None = None) -> None:
    """Report what the user did, in the app's own words."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: sdk.pipeline.put(ActionAdded(_text(name), sdk.clock.now_ns(), _copied(context))))


@_also_in_children
def add_duration_vital(
    name: str,
    *,
    start: float,
    duration: float,
    description: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Report a duration that the app measured itself.

    Arguments: when it began, in seconds since the epoch as `time.time()` gives them; how many seconds it took.
    """
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: _add_duration(sdk, name, start, duration, description, context))


@_also_in_children
def start_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Begin to measure a duration; `key` tells parallel ones of the same name apart."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(
            lambda: sdk.pipeline.put(
                VitalStarted(
                    _text(name),
                    _optional(key),
                    sdk.clock.now_ns(),
                    sdk.clock.monotonic_ns(),
                    _optional(description),
                    _copied(context),
                )
            )
        )


@_also_in_children
def stop_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Report the duration that began with `start_duration_vital` of the same name and key; without one, nothing."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(
            lambda: sdk.pipeline.put(
                VitalStopped(
                    _text(name), _optional(key), sdk.clock.monotonic_ns(), _optional(description), _copied(context)
                )
            )
        )


@_also_in_children
def start_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation of the user's begins; `key` tells parallel ones of the same name apart."""
    _step(OperationStepped("", None, "start", 0), name, key, context)


@_also_in_children
def succeed_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation ended well."""
    _step(OperationStepped("", None, "end", 0), name, key, context)


@_also_in_children
def fail_operation(
    name: str, failure_reason: FailureReason, *, key: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Report that an operation failed; the reason is "error", "abandoned" or "other"."""
    _step(OperationStepped("", None, "end", 0, failure_reason), name, key, context)


def _step(kind: OperationStepped, name: str, key: str | None, context: Mapping[str, Any] | None) -> None:
    sdk = current_sdk()
    if sdk is not None:
        guarded(
            lambda: sdk.pipeline.put(
                OperationStepped(
                    _text(name),
                    _optional(key),
                    kind.step,
                    sdk.clock.now_ns(),
                    _known_reason(kind.failure_reason),
                    _copied(context),
                )
            )
        )


def _known_reason(given: Any) -> FailureReason | None:
    if given is None or (issubclass(type(given), str) and given in _REASONS):
        return cast("FailureReason | None", given)
    _logger.warning("fail_operation: failure_reason is one of %s; taken as other", ", ".join(_REASONS))
    return "other"


def _add_error(sdk: Sdk, exception: Any, context: Mapping[str, Any] | None) -> None:
    if issubclass(type(exception), BaseException):  # `isinstance` would ask the object itself
        details = describe(exception)
    else:
        details = ErrorDetails(type(exception).__qualname__, safe_text(exception), "")
    sdk.pipeline.put_urgent(
        ExceptionRaised(
            details,
            sdk.clock.now_ns(),
            handled=True,
            context=_copied(context),
            fingerprint=fingerprint_of(exception),
        )
    )


def _add_duration(
    sdk: Sdk,
    name: str,
    start: float,
    duration: float,
    description: str | None,
    context: Mapping[str, Any] | None,
) -> None:
    if not _is_time(start) or not _is_time(duration):
        _logger.warning("add_duration_vital: start and duration are numbers of seconds from 0; nothing is reported")
        return
    measured = VitalMeasured(
        _text(name), round(start * 1e9), round(duration * 1e9), _optional(description), _copied(context)
    )
    sdk.pipeline.put(measured)


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, int | float) and bool(0 <= value < 1e11)  # noqa: PLR2004 - year 5138
    except Exception:  # noqa: BLE001 - the app's own number
        return False


def _text(value: object) -> str:
    return value if type(value) is str else safe_text(value)


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _copied(context: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The app may change its dict after the call, and what is no dict is still worth telling."""
    if context is None:
        return None
    copied = json_safe(context)
    return copied if isinstance(copied, dict) else {"value": copied}
