"""The app's own say: it sees a copy of each event, may change what the format lets it change, and may discard it."""

from __future__ import annotations

import copy
import logging
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.assemble.hooks import Discarded
from desktop_rum.json_safe import json_safe, safe_text

if TYPE_CHECKING:
    from desktop_rum.configuration import BeforeSend

_EDITABLE: Final = (
    ("view", ("name", "url", "referrer")),
    ("error", ("message", "stack", "fingerprint")),
    ("resource", ("url",)),
)
"""Texts that the format says may be changed; never what identifies an event."""

_EDITABLE_WHOLE: Final = ("service", "version")

_logger = logging.getLogger("desktop_rum")


class BeforeSendStep:
    """Asks the app's function; lives on the pipeline thread."""

    def __init__(self, before_send: BeforeSend) -> None:
        self._before_send = before_send
        self._failed = False

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event with the app's changes to editable fields.

        Raises:
            Discarded: the app does not want it; views and crashes are kept.
        """
        shown = copy.deepcopy(event)
        try:
            kept = self._before_send(shown) is not False
        except Exception as error:  # the app's own code; its author hears of it, once
            if not self._failed:
                self._failed = True
                _logger.warning("before_send raised; the event is sent as it was", exc_info=error)
            return event
        if not kept and event["type"] != "view" and not event.get("error", {}).get("is_crash"):
            raise Discarded("before_send")
        return _edited(event, shown)


def _edited(event: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    edited = dict(event)
    for part, names in _EDITABLE:
        if isinstance(event.get(part), dict) and isinstance(shown.get(part), dict):
            edited[part] = event[part] | {name: safe_text(shown[part][name]) for name in names if name in shown[part]}
    if isinstance(event.get("error"), dict) and "causes" in event["error"]:
        edited["error"] = edited["error"] | {"causes": _causes(event["error"]["causes"], shown["error"])}
    for name in _EDITABLE_WHOLE:
        if name in shown:
            edited[name] = safe_text(shown[name])
    target = _target_name(shown)
    if target is not None and event["type"] == "action":
        edited["action"] = event["action"] | {"target": {**event["action"].get("target", {}), "name": target}}
    if "context" in shown and isinstance(shown["context"], dict):
        edited["context"] = json_safe(shown["context"])
    elif "context" in event and "context" not in shown:
        del edited["context"]
    return edited


def _causes(causes: list[dict[str, Any]], shown: Any) -> list[dict[str, Any]]:
    """The causes with the app's messages and stacks; they hold what it would blank in the error itself."""
    edited = shown.get("causes") if isinstance(shown, dict) else None
    if not isinstance(edited, list) or len(edited) != len(causes):
        return causes
    return [
        cause | {name: safe_text(change[name]) for name in ("message", "stack") if name in change}
        if isinstance(change, dict)
        else cause
        for cause, change in zip(causes, edited, strict=True)
    ]


def _target_name(shown: dict[str, Any]) -> str | None:
    action = shown.get("action")
    target = action.get("target") if isinstance(action, dict) else None
    name = target.get("name") if isinstance(target, dict) else None
    return None if name is None else safe_text(name)
