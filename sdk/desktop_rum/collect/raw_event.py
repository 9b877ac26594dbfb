"""An event as collected: its own data, without what all events have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from desktop_rum.collect.view import View


class RawEvent(msgspec.Struct, frozen=True):
    """One event of one view, before assembly."""

    type: str
    """As in the format: view, resource, error, action, long_task, vital."""
    date_ms: int
    """When it began, in ms since the epoch."""
    view: View
    data: dict[str, Any]
    """The event's own fields, as the format has them."""


Emit = Callable[[RawEvent], bool]
"""Take an event; returns whether it was kept."""
