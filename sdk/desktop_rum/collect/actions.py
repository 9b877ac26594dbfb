"""What the app says that the user did, as `action` events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.collect.view import View
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.observations import ActionAdded


class Actions:
    """Makes an action of each `add_action`, on the view of the main process."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def on_action_added(self, added: ActionAdded) -> None:
        """Bring out the action."""
        self._views.emit(action_event(added.name, added.at_ns, added.context, self._views.main))


def action_event(name: str, at_ns: int, context: dict[str, Any] | None, view: View) -> RawEvent:
    """What the app named, as an event of a view."""
    data: dict[str, Any] = {"action": {"id": new_id(), "type": "custom", "target": {"name": name}}}
    if context is not None:
        data["context"] = context
    return RawEvent("action", at_ns // 1_000_000, view, data)
