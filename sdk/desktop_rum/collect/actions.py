"""What the app says that the user did, as `action` events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.observations import ActionAdded


class Actions:
    """Makes an action of each `add_action`, on the view of the main process."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def on_action_added(self, added: ActionAdded) -> None:
        """Bring out the action."""
        data: dict[str, Any] = {"action": {"id": new_id(), "type": "custom", "target": {"name": added.name}}}
        if added.context is not None:
            data["context"] = added.context
        self._views.emit(RawEvent("action", added.at_ns // 1_000_000, self._views.main, data))
