"""The app's own say: it sees a copy of each event, may change what the format lets it change, and may discard it."""

from __future__ import annotations

import copy
import logging
from collections.abc import AsyncGenerator, Coroutine, Generator
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
_EDITABLE_OF_CAUSES: Final = ("message", "stack")
_REMOVABLE: Final = frozenset({"referrer", "stack", "fingerprint", "version"})
"""An event can do without them: to delete one, or to set it to None, is an edit as well."""

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
            kept = _answer(self._before_send(shown)) is not False
            edited = _edited(event, shown)
        except BaseException as error:  # the app's own code, on the SDK's thread; its author hears of it, once
            if not self._failed:
                self._failed = True
                _logger.warning("before_send raised; the event is sent as it was", exc_info=error)
            return event
        if not kept and event["type"] != "view" and not event.get("error", {}).get("is_crash"):
            raise Discarded("before_send")
        return edited


def _answer(given: Any) -> Any:
    """What the function returned; raises where it is asynchronous or a generator, of which not a line has run."""
    if isinstance(given, Coroutine | Generator | AsyncGenerator):
        if isinstance(given, Coroutine):
            given.close()  # otherwise Python complains that nobody waited for it
        message = f"before_send is a plain function; this one returned a {type(given).__name__}"
        raise TypeError(message)
    return given


def _edited(event: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """A copy of `event` with what may be taken from `shown`, in which the app may have put anything anywhere."""
    edited = _with_texts(event, shown, _EDITABLE_WHOLE)
    for part, names in _EDITABLE:
        if isinstance(event.get(part), dict) and isinstance(shown.get(part), dict):
            edited[part] = _with_texts(event[part], shown[part], names)
    if "causes" in event.get("error", ()) and isinstance(shown.get("error"), dict):
        edited["error"] |= {"causes": _causes(event["error"]["causes"], shown["error"].get("causes"))}
    target = _target_name(shown)
    if target is not None and event["type"] == "action":
        edited["action"] = event["action"] | {"target": {**event["action"].get("target", {}), "name": target}}
    context = json_safe(shown.get("context"))
    if isinstance(context, dict):
        edited["context"] = context
    elif context is None:
        edited.pop("context", None)
    return edited


def _with_texts(given: dict[str, Any], shown: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    result = dict(given)
    for name in names:
        if shown.get(name) is not None:
            result[name] = safe_text(shown[name])
        elif name in _REMOVABLE:
            result.pop(name, None)
    return result


def _causes(causes: list[dict[str, Any]], shown: Any) -> list[dict[str, Any]]:
    """The causes with the app's messages and stacks: they repeat what it may have removed from the error itself."""
    if shown is None or shown == []:
        return []
    if not isinstance(shown, list) or len(shown) != len(causes):
        return causes
    return [
        _with_texts(cause, change, _EDITABLE_OF_CAUSES) if isinstance(change, dict) else cause
        for cause, change in zip(causes, shown, strict=True)
    ]


def _target_name(shown: dict[str, Any]) -> str | None:
    action = shown.get("action")
    target = action.get("target") if isinstance(action, dict) else None
    name = target.get("name") if isinstance(target, dict) else None
    return None if name is None else safe_text(name)
