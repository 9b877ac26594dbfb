"""Updates as the SDK tells them, for tests of the models."""

from __future__ import annotations

from typing import Any

from desktop_rum import EventUpdate

START_MS = 1_790_000_000_000


def produced(key: int, **event: Any) -> EventUpdate:
    """The first update of an event."""
    filled = {
        "type": "error",
        "error": {"message": f"number {key}"},
        "view": {"id": "m", "name": "main process"},
        **event,
    }
    return EventUpdate(key, "produced", START_MS + key, filled)


def view(key: int, view_id: str, version: int) -> EventUpdate:
    """A version of the view of a worker."""
    worker = {"id": view_id, "name": f"Utility: {view_id}", "url": f"desktop://utility/{view_id}"}
    return produced(key, type="view", view=worker, _dd={"document_version": version})


def later(key: int, state: Any, reason: str | None = None) -> EventUpdate:
    """What became of the event."""
    return EventUpdate(key, state, START_MS + key + 500, None, reason)
