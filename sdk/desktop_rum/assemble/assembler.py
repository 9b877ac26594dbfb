"""A raw event into the full event and the line that goes to disk."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.assemble.before_send import BeforeSendStep
from desktop_rum.assemble.hooks import Discarded, Hooks, merge
from desktop_rum.json_safe import json_safe

if TYPE_CHECKING:
    from desktop_rum.assemble.command_errors import CommandErrors
    from desktop_rum.assemble.paths import PathScrubber
    from desktop_rum.collect.raw_event import RawEvent
    from desktop_rum.configuration import BeforeSend

_logger = logging.getLogger("desktop_rum")

MAX_EVENT_BYTES: Final = 256 * 1024
_TOO_LARGE: Final = f"an event may have {MAX_EVENT_BYTES} bytes"


class Assembled(msgspec.Struct, frozen=True):
    """A full event and its line."""

    event: dict[str, Any]
    line: bytes
    """JSON in UTF-8, without a line break."""


class _Template(msgspec.Struct, frozen=True):
    """What events of one type have in common: encoded once, and not for each of them."""

    made_of: dict[str, Any]
    """What the hooks said."""
    data: dict[str, Any]
    line: bytes
    """Up to where an event's own part goes on."""


class Assembler:
    """Merges hooks and raw event, takes out secrets and paths, asks the app."""

    def __init__(
        self, hooks: Hooks, command_errors: CommandErrors, paths: PathScrubber, before_send: BeforeSend | None
    ) -> None:
        self._hooks = hooks
        self._command_errors = command_errors
        self._paths = paths
        self._before_send = None if before_send is None else BeforeSendStep(before_send)
        self._told_too_large = False
        self._encoder = msgspec.json.Encoder()
        self._templates: dict[str, _Template] = {}

    def assemble(self, raw: RawEvent) -> Assembled:
        """The full event.

        Raises:
            Discarded: a hook or `before_send` said so, or the event is too large.
        """
        template = self._template(raw)
        view = raw.view
        own: dict[str, Any] = {"date": raw.date_ms, "view": {"id": view.id, "name": view.name, "url": view.url}}
        merge(own, raw.data)
        if raw.type == "error":
            own["error"] = self._command_errors.scrubbed(own["error"])
        if self._before_send is None and template.data.keys().isdisjoint(own):
            own, line = self._scrubbed(own)
            event, line = {**template.data, **own}, template.line + line[1:]
        else:
            event = template.data.copy()
            merge(event, own)
            event, line = self._scrubbed(event)
            if self._before_send is not None:
                event, line = self._encode(self._before_send(event))
        if len(line) > MAX_EVENT_BYTES:
            self._tell_too_large(raw.type, len(line))
            raise Discarded(_TOO_LARGE)
        return Assembled(event, line)

    def _tell_too_large(self, kind: str, size: int) -> None:
        """Log it, once: the app's author can do something about it."""
        if not self._told_too_large:
            self._told_too_large = True
            _logger.warning("An event of type %s is discarded: %s, this one has %s", kind, _TOO_LARGE, size)

    def _template(self, raw: RawEvent) -> _Template:
        """What events of this type have in common; made anew when the hooks give other data."""
        data = self._hooks.data_for(raw)
        template = self._templates.get(raw.type)
        if template is None or template.made_of is not data:
            common, line = self._scrubbed({"type": raw.type, **data})  # the type first: the upload goes by it
            template = self._templates[raw.type] = _Template(data, common, line[:-1] + b",")
        return template

    def _scrubbed(self, event: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The event, or a part of it, without the app's folders, and its line."""
        event, line = self._encode(event)
        return self._encode(self._paths.value(event)) if self._paths.concerns(line) else (event, line)

    def _encode(self, event: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The event and its line; where a value of the app's is not JSON, a copy in which it is made safe."""
        try:
            return event, self._encoder.encode(event)
        except (TypeError, ValueError, OverflowError, RecursionError):
            event = json_safe(event)
            return event, self._encoder.encode(event)
