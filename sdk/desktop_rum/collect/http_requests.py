"""An HTTP request of the app as one `resource` event of type `fetch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from desktop_rum.child.page import METHODS
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from desktop_rum.collect.views import Views
    from desktop_rum.instrument.http_exchange import RequestEnded


class TextScrubber(Protocol):
    """Takes secrets out of texts; never raises."""

    def message(self, message: str, given: list[str], scrubbed: list[str]) -> str:
        """The text without secrets."""


class HttpRequests:
    """Makes a resource of each request, on the view of the main process."""

    def __init__(self, views: Views, scrubber: TextScrubber) -> None:
        self._views = views
        self._scrubber = scrubber

    def on_request_ended(self, ended: RequestEnded) -> None:
        """Bring out the resource."""
        resource: dict[str, Any] = {
            "id": new_id(),
            "type": "fetch",
            "url": self._scrubber.message(ended.url, [], []),
            "duration": max(0, ended.ended_ns - ended.started_ns),
        }
        if ended.method in METHODS:
            resource["method"] = ended.method
        if ended.first_byte_ns is not None:
            wait = max(0, ended.first_byte_ns - ended.started_ns)
            resource["first_byte"] = {"start": 0, "duration": wait}
            resource["download"] = {"start": wait, "duration": max(0, ended.ended_ns - ended.first_byte_ns)}
        if ended.request_size is not None:
            resource["request"] = {"encoded_body_size": ended.request_size}
        size = ended.response_size if ended.decoded_size is None else ended.decoded_size
        given = {
            "status_code": ended.status,
            "protocol": ended.protocol,
            "size": size,
            "encoded_body_size": ended.response_size,
            "decoded_body_size": ended.decoded_size,
        }
        resource |= {name: value for name, value in given.items() if value is not None}
        data: dict[str, Any] = {"resource": resource}
        if ended.failure is not None:
            code, message = ended.failure
            data["context"] = {"error_code": code, "error_message": self._scrubber.message(message, [], [])}
        self._views.emit(RawEvent("resource", ended.started_at_ns // 1_000_000, self._views.main, data))
