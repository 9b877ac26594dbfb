"""The record of one HTTP request of the app, from its call to its end, told exactly once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from desktop_rum.json_safe import safe_text, type_name
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock

EXCHANGE: Final = "_desktop_rum_exchange"
"""Where a connection keeps the request that is under way, and a response the one that it answers."""

CLOSED: Final = ("Closed", "the connection was closed before the answer was read")
_UNFINISHED: Final = ("Unfinished", "the SDK ended before the answer came")


class RequestEnded(msgspec.Struct):
    """A request of the app: sizes in bytes, times in ns, those without `at` on the monotonic clock."""

    method: str
    url: str
    """Without user name and password."""
    started_at_ns: int
    """Wall-clock time of the call, in ns since the epoch."""
    started_ns: int
    ended_ns: int = 0
    first_byte_ns: int | None = None
    """When the answer began."""
    status: int | None = None
    """None where there was no answer."""
    request_size: int | None = None
    """Of the body, as sent."""
    response_size: int | None = None
    """Of the body, as received."""
    decoded_size: int | None = None
    """Of the body, unpacked."""
    protocol: str | None = None
    """As in "http/1.1"."""
    failure: tuple[str, str] | None = None
    """Why there was no answer, or not all of it: the exception's name and message."""
    told: bool = False
    handled: int = 0
    """The identity of the exception that the app was handling when it asked: not what ends the request."""


class Exchanges:
    """Begins and ends the records; safe on any thread, never raises."""

    def __init__(self, clock: Clock, put: Callable[[object], None]) -> None:
        """Arguments: the clock, and who is told."""
        self._clock = clock
        self._put = put
        self._open: dict[int, RequestEnded] = {}
        self.active = True

    def begin(self, method: object, url: object) -> RequestEnded | None:
        """The record of a request that starts now; None while nothing is reported."""
        if not self.active:
            return None
        try:
            shown = without_credentials(str(url))
            at_ns, now_ns = self._clock.now_ns(), self._clock.monotonic_ns()
            exchange = RequestEnded(str(method).upper(), shown, at_ns, now_ns, handled=id(sys.exception()))
            self._open[id(exchange)] = exchange
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None
        return exchange

    def first_byte(self, exchange: RequestEnded) -> None:
        """The answer begins now."""
        if exchange.first_byte_ns is None:
            exchange.first_byte_ns = self._clock.monotonic_ns()

    def end_of_body(self, exchange: RequestEnded, failures: tuple[type[BaseException], ...]) -> None:
        """The body is closed: at its end, before it, or because of one of these failures that is just being raised."""
        error = sys.exception()
        broke_off = isinstance(error, failures) and id(error) != exchange.handled
        self.end(exchange, error if broke_off else None)

    def end(self, exchange: RequestEnded | None, failure: BaseException | tuple[str, str] | None = None) -> None:
        """The request is over; only the first end counts."""
        if exchange is None or exchange.told:
            return
        exchange.told = True
        self._open.pop(id(exchange), None)
        try:
            exchange.ended_ns = self._clock.monotonic_ns()
            if isinstance(failure, BaseException):
                failure = (type_name(type(failure)), safe_text(failure))
            exchange.failure = failure
            if self.active:
                self._put(exchange)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def forget(self, exchange: RequestEnded) -> None:
        """There was no request after all: the call itself was wrong."""
        exchange.told = True
        self._open.pop(id(exchange), None)

    def end_all(self) -> None:
        """The SDK ends: report the requests that are under way, as far as they have come."""
        for exchange in list(self._open.values()):
            self.end(exchange, _UNFINISHED if exchange.status is None else None)


class Kept:
    """Holds the record for a connection or response: when the app lets go of that, the request is over."""

    __slots__ = ("_exchanges", "record")

    def __init__(self, record: RequestEnded, exchanges: Exchanges) -> None:
        self.record: RequestEnded | None = record
        """None once somebody took it."""
        self._exchanges = exchanges

    def taken(self) -> RequestEnded | None:
        """The record, which is the caller's from here on."""
        record, self.record = self.record, None
        return record

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """A response may be pickled: what is told of the request stays here."""
        return type(None), ()

    def __del__(self) -> None:
        record = self.record
        if record is not None:
            self._exchanges.end(record, CLOSED if record.status is None else None)


def without_credentials(url: str) -> str:
    """The url without user name and password, and without what the server never sees."""
    try:
        parts = urlsplit(url)
    except ValueError:  # none that leads anywhere, but there may be a password in it
        return url.partition("//")[0]
    path = parts.path if parts.netloc else parts.path.rpartition("@")[2]  # whoever forgets "http://" writes them there
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, parts.query, ""))
