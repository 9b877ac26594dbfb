"""`http.client`, and with it `urllib`, `urllib3` and `requests`: one record for each request on a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum.instrument.http_exchange import CLOSED, EXCHANGE, Kept
from desktop_rum.instrument.own_requests import is_own_request
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import is_interruption, leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desktop_rum.instrument.http_exchange import Exchanges, RequestEnded
    from desktop_rum.instrument.late_imports import LateImports

_END_OF_BODY: Final = "_close_conn"
"""Of a response; there is no public method through which every end of a body passes."""

_READS: Final = ("read", "read1", "readinto", "readline")
_HTTPS_PORT: Final = 443
_VERSIONS: Final = {9: "http/0.9", 10: "http/1.0", 11: "http/1.1"}


class HttpClientInstrument:
    """Patches `HTTPConnection` and `HTTPResponse`, once the app imports them."""

    def __init__(self, exchanges: Exchanges, late_imports: LateImports) -> None:
        self._exchanges = exchanges
        self._patches = Patches()
        late_imports.when_imported("http.client", self._patch)

    def stop(self) -> None:
        """Take the patches back."""
        self._exchanges.active = False
        self._patches.stop()

    def _patch(self, module: ModuleType) -> None:
        connection, response = module.HTTPConnection, module.HTTPResponse
        self._failures = (module.IncompleteRead, ConnectionError, TimeoutError)
        self._patches.replace(connection, "putrequest", self._patched_putrequest(connection.putrequest))
        self._patches.replace(connection, "putheader", self._patched_putheader(connection.putheader))
        self._patches.replace(connection, "endheaders", self._patched_step(connection.endheaders))
        self._patches.replace(connection, "send", self._patched_step(connection.send))
        self._patches.replace(connection, "getresponse", self._patched_getresponse(connection.getresponse))
        self._patches.replace(connection, "close", self._patched_close(connection.close))
        for name in _READS:
            self._patches.replace(response, name, self._patched_read(getattr(response, name)))
        self._patches.replace(response, _END_OF_BODY, self._patched_end_of_body(getattr(response, _END_OF_BODY)))

    def _patched_putrequest(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def putrequest(connection: Any, method: Any, url: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = None if is_own_request() else self._begin(connection, method, url)
            try:
                result = original(connection, method, url, *args, **kwargs)
            except BaseException as error:  # also where another one is under way, which goes on
                self._exchanges.end(exchange, error)
                leave_out(error)
                raise
            self._exchanges.end(_taken(connection), CLOSED)
            self._keep(connection, exchange)
            return result

        return putrequest

    def _patched_putheader(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def putheader(connection: Any, header: Any, *values: Any) -> Any:
            kept = vars(connection).get(EXCHANGE)
            if kept is not None and values:
                _note_length(kept.record, header, values[0])
            try:
                return original(connection, header, *values)
            except BaseException as error:
                leave_out(error)
                raise

        return putheader

    def _patched_step(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def step(connection: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = _taken(connection)  # a step that fails closes the connection, and then says why
            try:
                result = original(connection, *args, **kwargs)
            except BaseException as error:
                self._exchanges.end(exchange, error)
                leave_out(error)
                raise
            self._keep(connection, exchange)
            return result

        return step

    def _patched_getresponse(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def getresponse(connection: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = _taken(connection)
            try:
                response = original(connection, *args, **kwargs)
            except BaseException as error:
                self._exchanges.end(exchange, error)
                leave_out(error)
                raise
            self._answered(exchange, response)
            return response

        return getresponse

    def _patched_close(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def close(connection: Any) -> Any:
            self._exchanges.end(_taken(connection), CLOSED)
            try:
                return original(connection)
            except BaseException as error:
                leave_out(error)
                raise

        return close

    def _patched_read(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def read(response: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return original(response, *args, **kwargs)
            except BaseException as error:
                self._received(_taken(response), response, error)
                leave_out(error)
                raise

        return read

    def _patched_end_of_body(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original)
        def _close_conn(response: Any) -> Any:
            self._received(_taken(response), response)
            try:
                return original(response)
            except BaseException as error:
                leave_out(error)
                raise

        return _close_conn

    def _begin(self, connection: Any, method: object, url: object) -> RequestEnded | None:
        try:
            return self._exchanges.begin(method, _url_of(connection, str(url)))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None

    def _keep(self, owner: Any, exchange: RequestEnded | None) -> None:
        if exchange is not None:
            vars(owner)[EXCHANGE] = Kept(exchange, self._exchanges)

    def _answered(self, exchange: RequestEnded | None, response: Any) -> None:
        if exchange is None:
            return
        try:
            self._exchanges.first_byte(exchange)
            exchange.status = response.status
            exchange.protocol = _VERSIONS.get(response.version)
            exchange.response_size = response.length
            if response.fp is None or response.length == 0:  # there is no body
                self._exchanges.end(exchange)
            else:
                self._keep(response, exchange)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _received(self, exchange: RequestEnded | None, response: Any, failure: BaseException | None = None) -> None:
        if exchange is None:
            return
        if exchange.response_size is not None and response.length:
            exchange.response_size -= response.length  # closed before the end
        if failure is None:
            self._exchanges.end_of_body(exchange, self._failures)
        else:
            self._exchanges.end(exchange, failure)


def _taken(owner: Any) -> RequestEnded | None:
    kept = vars(owner).pop(EXCHANGE, None)
    return None if kept is None else kept.taken()


def _note_length(exchange: RequestEnded, header: object, value: object) -> None:
    """The size of the body, where its header says so."""
    try:
        name = header.decode("latin-1") if isinstance(header, bytes) else str(header)
        if name.lower() == "content-length":
            exchange.request_size = int(value)  # type: ignore[call-overload]
    except Exception as error:  # what is no header or no number is for http.client to complain about
        if is_interruption(error):
            raise


def _url_of(connection: Any, target: str) -> str:
    """The whole url: a connection through a proxy is given it, or has a tunnel to the host."""
    if "://" in target:
        return target
    host = getattr(connection, "_tunnel_host", None) or connection.host
    _, _, name = host.rpartition("@")  # urllib looks for a host of the name "user:password@host"
    port = (getattr(connection, "_tunnel_port", None) if host != connection.host else None) or connection.port
    scheme = "https" if connection.default_port == _HTTPS_PORT else "http"
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}{'' if port == connection.default_port else f':{port}'}{target}"
