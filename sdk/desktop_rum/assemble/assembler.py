"""A raw event into the full event and the line that goes to disk."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.assemble.hooks import Discarded, Hooks, merge
from desktop_rum.json_safe import json_safe
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.assemble.paths import PathScrubber
    from desktop_rum.collect.raw_event import RawEvent
    from desktop_rum.configuration import BeforeSend

MAX_EVENT_BYTES: Final = 256 * 1024

_EDITABLE: Final = (
    ("view", ("name", "url", "referrer")),
    ("action", ("target",)),
    ("error", ("message", "stack", "resource", "fingerprint")),
    ("resource", ("url",)),
)
"""What `before_send` may change besides `context`, `service` and `version`; never what identifies an event."""

_EDITABLE_WHOLE: Final = ("context", "service", "version")


class Assembled(msgspec.Struct, frozen=True):
    """A full event and its line."""

    event: dict[str, Any]
    line: bytes
    """JSON in UTF-8, without a line break."""


class Assembler:
    """Merges hooks and raw event, strips paths, asks the app."""

    def __init__(self, hooks: Hooks, paths: PathScrubber, before_send: BeforeSend | None) -> None:
        self._hooks = hooks
        self._paths = paths
        self._before_send = before_send
        self._encoder = msgspec.json.Encoder()
        self._templates: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        self._before_send_failed = False

    def assemble(self, raw: RawEvent) -> Assembled:
        """The full event.

        Raises:
            Discarded: a hook or `before_send` said so, or the event is too large.
        """
        view = raw.view
        event = self._template(raw).copy()
        event["date"] = raw.date_ms
        event["view"] = {"id": view.id, "name": view.name, "url": view.url}
        merge(event, raw.data)
        event, line = self._encode(event)
        if self._paths.concerns(line):
            event, line = self._encode(self._paths.value(event))
        if self._before_send is not None:
            event, line = self._encode(self._ask_the_app(self._before_send, event))
        if len(line) > MAX_EVENT_BYTES:
            raise Discarded(f"an event may have {MAX_EVENT_BYTES} bytes, this one has {len(line)}")
        return Assembled(event, line)

    def _template(self, raw: RawEvent) -> dict[str, Any]:
        """What events of this type have in common, made anew when the hooks say something else."""
        data = self._hooks.data_for(raw)
        made_of, template = self._templates.get(raw.type, (None, {}))
        if made_of is not data:
            template = {"type": raw.type, "date": 0, "view": None, **data}  # the type first: the upload goes by it
            self._templates[raw.type] = (data, template)
        return template

    def _encode(self, event: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The event and its line; where a value of the app's is not JSON, a copy in which it is made safe."""
        try:
            return event, self._encoder.encode(event)
        except (TypeError, ValueError, OverflowError, RecursionError):
            event = json_safe(event)
            return event, self._encoder.encode(event)

    def _ask_the_app(self, before_send: BeforeSend, event: dict[str, Any]) -> dict[str, Any]:
        """The event with the app's changes to editable fields.

        Raises:
            Discarded: the app does not want it; views and crashes are kept.
        """
        shown = copy.deepcopy(event)
        try:
            kept = before_send(shown) is not False
        except Exception as error:  # noqa: BLE001 - the app's own code
            if not self._before_send_failed:
                self._before_send_failed = True
                internal_error(error)
            return event
        if not kept and event["type"] != "view" and not event.get("error", {}).get("is_crash"):
            raise Discarded("before_send")
        edited = dict(event)
        for part, names in _EDITABLE:
            if isinstance(event.get(part), dict) and isinstance(shown.get(part), dict):
                changes = {name: shown[part][name] for name in names if name in shown[part]}
                edited[part] = {**event[part], **changes}
        for name in _EDITABLE_WHOLE:
            if name in shown:
                edited[name] = shown[name]
        return edited
