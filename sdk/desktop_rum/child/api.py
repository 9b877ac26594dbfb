"""The calls of the public API as a child has them: each becomes a message to the main process."""

from __future__ import annotations

from desktop_rum.child import reporter
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def add_error(exception: BaseException, *, context: dict[str, Any] | None = None) -> None:
    """Report an exception that the app has handled, with whatever it wants to say about it."""
    try:
        current = reporter.current()
        if current is not None:
            current.add_error(exception, context)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def add_action(name: str, *, context: dict[str, Any] | None = None) -> None:
    """Report what the user did, in the app's own words."""
    try:
        current = reporter.current()
        if current is not None:
            current.add_action(str(name), context)
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
