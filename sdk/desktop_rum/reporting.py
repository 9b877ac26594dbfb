"""What the app reports in its own words: errors, actions, durations and operations.

Nothing here raises into the app or waits: a call takes the time, copies what it was given and hands over. Without a
running SDK it does nothing. What makes no sense is said to the logger `desktop_rum`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from desktop_rum.api import current_sdk, guarded
from desktop_rum.child import api as in_children
from desktop_rum.child.either_process import also_in_children
from desktop_rum.handed_over import copied, duration_ns, optional_text, text
from desktop_rum.handed_over import failure_reason as known_reason
from desktop_rum.instrument.app_calls import OperationStepped, VitalMeasured, VitalStarted, VitalStopped
from desktop_rum.instrument.errors import describe, fingerprint_of
from desktop_rum.instrument.observations import ActionAdded, ExceptionRaised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_rum._sdk import Sdk
    from desktop_rum.instrument.app_calls import FailureReason


@also_in_children(in_children)
def add_error(exception: BaseException, *, context: Mapping[str, Any] | None = None) -> None:
    """Report an exception that the app has handled.

    Arguments: the exception, with its causes; whatever the app wants to say about it. An attribute `dd_fingerprint` of
    the exception (a text) decides which errors are counted as the same issue.
    """
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: _add_error(sdk, exception, context))


@also_in_children(in_children)
def add_action(name: str, *, context: Mapping[str, Any] | None = None) -> None:
    """Report what the user did, in the app's own words."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: sdk.pipeline.put(ActionAdded(text(name), sdk.clock.now_ns(), copied(context))))


@also_in_children(in_children)
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


@also_in_children(in_children)
def start_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Begin to measure a duration; `key` tells parallel ones of the same name apart."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(
            lambda: sdk.pipeline.put(
                VitalStarted(
                    text(name),
                    optional_text(key),
                    sdk.clock.now_ns(),
                    sdk.clock.monotonic_ns(),
                    optional_text(description),
                    copied(context),
                )
            )
        )


@also_in_children(in_children)
def stop_duration_vital(
    name: str, *, key: str | None = None, description: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Report the duration that began with `start_duration_vital` of the same name and key; without one, nothing."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(
            lambda: sdk.pipeline.put(
                VitalStopped(
                    text(name),
                    optional_text(key),
                    sdk.clock.monotonic_ns(),
                    optional_text(description),
                    copied(context),
                )
            )
        )


@also_in_children(in_children)
def start_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation of the user's begins; `key` tells parallel ones of the same name apart."""
    _step("start", name, key, context)


@also_in_children(in_children)
def succeed_operation(name: str, *, key: str | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Report that an operation ended well."""
    _step("end", name, key, context)


@also_in_children(in_children)
def fail_operation(
    name: str, failure_reason: FailureReason, *, key: str | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Report that an operation failed; the reason is "error", "abandoned" or "other"."""
    _step("end", name, key, context, lambda: known_reason(failure_reason))


def _step(
    step: Literal["start", "end"],
    name: str,
    key: str | None,
    context: Mapping[str, Any] | None,
    reason: Callable[[], FailureReason | None] = lambda: None,
) -> None:
    sdk = current_sdk()
    if sdk is not None:
        guarded(
            lambda: sdk.pipeline.put(
                OperationStepped(
                    text(name),
                    optional_text(key),
                    step,
                    sdk.clock.now_ns(),
                    reason(),
                    copied(context),
                )
            )
        )


def _add_error(sdk: Sdk, exception: Any, context: Mapping[str, Any] | None) -> None:
    sdk.pipeline.put_urgent(
        ExceptionRaised(
            describe(exception),
            sdk.clock.now_ns(),
            handled=True,
            context=copied(context),
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
    taken = duration_ns(start, duration)
    if taken is not None:
        sdk.pipeline.put(VitalMeasured(text(name), *taken, optional_text(description), copied(context)))
