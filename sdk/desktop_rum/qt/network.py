"""Requests of `QNetworkAccessManager` and `QRestAccessManager`: one record for each reply."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from PySide6 import QtNetwork
from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import QT_NAMES, stands_in_for
from desktop_rum.qt.wrong_calls import as_qt_raises
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.instrument.http_exchange import Exchanges, RequestEnded

_METHODS: Final = {
    "get": "GET",
    "head": "HEAD",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "deleteResource": "DELETE",
    "sendCustomRequest": "",
}
"""Name of the call: the method of HTTP; that of a custom request is its second argument."""

_MANAGERS: Final = (QNetworkAccessManager, getattr(QtNetwork, "QRestAccessManager", None))
"""The second exists from Qt 6.7 on, and calls the first where Python does not see it."""

_SCHEMES: Final = frozenset({"http", "https"})
_STATUS: Final = QNetworkRequest.Attribute.HttpStatusCodeAttribute
_NONE: Final = QNetworkReply.NetworkError.NoError
_BROKE_OFF: Final = frozenset(
    {
        QNetworkReply.NetworkError.RemoteHostClosedError,
        QNetworkReply.NetworkError.TimeoutError,
        QNetworkReply.NetworkError.OperationCanceledError,
        QNetworkReply.NetworkError.TemporaryNetworkFailureError,
        QNetworkReply.NetworkError.NetworkSessionFailedError,
        QNetworkReply.NetworkError.UnknownNetworkError,
    }
)
"""What may end a body whose status has come; other errors say in other words what that status says."""

_HTTP2: Final = QNetworkRequest.Attribute.Http2WasUsedAttribute


class NetworkInstrument:
    """Patches the calls that send; what Qt fetches for itself (QML, WebEngine) never comes this way."""

    def __init__(self, exchanges: Exchanges) -> None:
        self._exchanges = exchanges
        self._patches = Patches()
        self._replies: dict[int, _Reply] = {}
        for manager, (name, method) in itertools.product(_MANAGERS, _METHODS.items()):
            original = getattr(manager, name, None)  # only the second has them all
            if original is not None:
                self._patches.replace(manager, name, self._patched(original, method))

    def stop(self) -> None:
        """Take the patches back."""
        self._exchanges.active = False
        self._patches.stop()
        self._replies.clear()

    def _patched(self, original: Callable[..., Any], method: str) -> Callable[..., Any]:
        @stands_in_for(original, copied=QT_NAMES)
        def send(manager: object, *args: Any, **kwargs: Any) -> Any:
            exchange = self._begin(method, args, kwargs)
            try:
                reply = original(manager, *args, **kwargs)
            except BaseException as error:
                if exchange is not None:
                    self._exchanges.forget(exchange)
                as_qt_raises(error, args)
                raise
            if exchange is not None:
                self._follow(reply, exchange)
            return reply

        return send

    def _begin(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> RequestEnded | None:
        try:
            request = args[0] if args else kwargs.get("request")
            url = request.url() if isinstance(request, QNetworkRequest) else request
            if not isinstance(url, QUrl) or url.scheme() not in _SCHEMES:  # files, resources and data are no requests
                return None
            verb = method or bytes(args[1] if len(args) > 1 else kwargs["verb"]).decode("ascii", "replace")
            return self._exchanges.begin(verb, url.toString())
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None

    def _follow(self, reply: QNetworkReply, exchange: RequestEnded) -> None:
        try:
            key = id(exchange)
            self._replies[key] = _Reply(reply, exchange, self._exchanges, lambda: self._replies.pop(key, None))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)


class _Reply:
    """One reply, until it has finished or the app deletes it."""

    def __init__(
        self, reply: QNetworkReply, exchange: RequestEnded, exchanges: Exchanges, forget: Callable[[], object]
    ) -> None:
        self._reply = reply
        self._exchange = exchange
        self._exchanges = exchanges
        self._forget = forget
        self._received = 0
        reply.metaDataChanged.connect(self._on_meta_data)
        reply.downloadProgress.connect(self._on_progress)
        reply.uploadProgress.connect(self._on_upload)
        reply.finished.connect(self._on_finished)
        reply.destroyed.connect(self._on_destroyed)

    def _on_meta_data(self) -> None:
        self._exchanges.first_byte(self._exchange)

    def _on_progress(self, received: int, _total: int) -> None:
        self._received = received

    def _on_upload(self, sent: int, _total: int) -> None:
        if sent > 0:
            self._exchange.request_size = sent

    def _on_finished(self) -> None:
        try:
            exchange, reply = self._exchange, self._reply
            status = reply.attribute(_STATUS)
            if isinstance(status, int):
                exchange.status = status
                exchange.protocol = "h2" if reply.attribute(_HTTP2) else "http/1.1"
                exchange.response_size = self._received
            failure, error = None, reply.error()
            if error in _BROKE_OFF or (error is not _NONE and exchange.status is None):
                failure = (error.name, reply.errorString())
            self._exchanges.end(exchange, failure)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
        self._forget()

    def _on_destroyed(self) -> None:
        """Deleted without an end: the app has lost interest."""
        self._exchanges.end(self._exchange, ("Deleted", "the reply was deleted before it finished"))
        self._forget()
