"""httpx, sync and async, over whatever transport: one record for each call, redirects included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.http_exchange import EXCHANGE, Kept
from desktop_rum.instrument.own_requests import is_own_request
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from desktop_rum.instrument.http_exchange import Exchanges, RequestEnded
    from desktop_rum.instrument.late_imports import LateImports

_HEADERS_COME: Final = "receive_response_headers.complete"
_HOP_BEGINS: Final = ("connect_tcp.started", "send_request_headers.started")


class HttpxInstrument:
    """Patches `Client.send`, `AsyncClient.send` and the ends of `Response`, once the app imports httpx."""

    def __init__(self, exchanges: Exchanges, late_imports: LateImports) -> None:
        self._exchanges = exchanges
        self._patches = Patches()
        late_imports.when_imported("httpx", self._patch)

    def stop(self) -> None:
        """Take the patches back."""
        self._exchanges.active = False
        self._patches.stop()

    def _patch(self, module: ModuleType) -> None:
        self._failures = (module.TransportError,)
        self._patches.replace(module.Client, "send", self._patched_send(module.Client.send))
        self._patches.replace(module.AsyncClient, "send", self._patched_async_send(module.AsyncClient.send))
        self._patches.replace(module.Response, "close", self._patched_close(module.Response.close))
        self._patches.replace(module.Response, "aclose", self._patched_async_close(module.Response.aclose))

    def _patched_send(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def send(client: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = self._begin(request, asynchronous=False)
            try:
                response = original(client, request, *args, **kwargs)
            except BaseException as error:
                self._exchanges.end(exchange, error)
                leave_out(error)
                raise
            self._answered(exchange, response)
            return response

        return send

    def _patched_async_send(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        async def send(client: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = self._begin(request, asynchronous=True)
            try:
                response = await original(client, request, *args, **kwargs)
            except BaseException as error:
                self._exchanges.end(exchange, error)
                leave_out(error)
                raise
            self._answered(exchange, response)
            return response

        return send

    def _patched_close(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def close(response: Any) -> Any:
            self._closed(response)
            try:
                return original(response)
            except BaseException as error:
                leave_out(error)
                raise

        return close

    def _patched_async_close(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        async def aclose(response: Any) -> Any:
            self._closed(response)
            try:
                return await original(response)
            except BaseException as error:
                leave_out(error)
                raise

        return aclose

    def _begin(self, request: Any, *, asynchronous: bool) -> RequestEnded | None:
        if is_own_request():
            return None
        try:
            exchange = self._exchanges.begin(request.method, request.url)
            if exchange is not None:
                length = request.headers.get("content-length", "")
                exchange.request_size = int(length) if length.isdigit() else None
                self._follow(request, exchange, asynchronous=asynchronous)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return exchange

    def _follow(self, request: Any, exchange: RequestEnded, *, asynchronous: bool) -> None:
        """Hear when the answer's headers come, unless the app listens itself: there is room for one listener only."""
        listener = request.extensions.get("trace")
        if listener is not None and not hasattr(listener, MARKER):  # one of ours is there where it is sent again
            return

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event.endswith(_HEADERS_COME):
                exchange.first_byte_ns = None  # that of the last hop
                self._exchanges.first_byte(exchange)
                exchange.status = _status_in(info)  # should the body not come, nothing else will tell
            elif event.endswith(_HOP_BEGINS):
                exchange.status = None

        async def trace_async(event: str, info: Mapping[str, Any]) -> None:
            trace(event, info)

        for function in (trace, trace_async):
            setattr(function, MARKER, True)
        request.extensions = {**request.extensions, "trace": trace_async if asynchronous else trace}

    def _answered(self, exchange: RequestEnded | None, response: Any) -> None:
        if exchange is None:
            return
        try:
            self._exchanges.first_byte(exchange)
            exchange.status = response.status_code
            exchange.protocol = response.http_version.lower()
            if response.is_closed:
                self._received(exchange, response)
            else:
                setattr(response, EXCHANGE, Kept(exchange, self._exchanges))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _closed(self, response: Any) -> None:
        try:
            kept = vars(response).pop(EXCHANGE, None)
            exchange = None if kept is None else kept.taken()
            if exchange is not None:
                self._received(exchange, response)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _received(self, exchange: RequestEnded, response: Any) -> None:
        exchange.response_size = response.num_bytes_downloaded
        content = vars(response).get("_content")
        if isinstance(content, bytes):
            exchange.decoded_size = len(content)
        self._exchanges.end_of_body(exchange, self._failures)


def _status_in(info: Mapping[str, Any]) -> int | None:
    """The status among what httpcore tells of an answer's headers, which is another tuple for each version of HTTP."""
    told = info.get("return_value")
    return next((part for part in told if isinstance(part, int)), None) if isinstance(told, tuple) else None
