"""The intake over HTTP: one request for one batch. httpx is imported at the first one."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from desktop_rum._version import __version__
from desktop_rum.identifiers import new_id
from desktop_rum.instrument.own_requests import is_own_request, own_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

STEP_SECONDS: Final = 10.0
"""To connect, to send a piece, to receive a piece."""

MAX_ANSWER_BYTES: Final = 64 * 1024
"""What is read of an answer's body, so that the connection can be used again; nothing of it matters."""

ORIGIN: Final = "desktop-rum"
_OF_THE_ENVIRONMENT: Final = (OSError, RuntimeError, ValueError, ImportError)
"""What it makes httpx raise: certificates, or a proxy, that cannot be used, or one that it lacks a package for."""

_LOGGERS: Final = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy")
_PATH: Final = "/api/v2/rum?ddsource=electron"


class Answer(msgspec.Struct, frozen=True):
    """What came back for a batch."""

    status: int
    """0 when there was no answer."""
    retry_after: str | None = None
    error: str | None = None
    """Why there was no answer."""


class Intake:
    """A connection that is kept between batches; lives on the upload thread."""

    def __init__(self, client_token: str, site: str, proxy: str | None, step_seconds: float = STEP_SECONDS) -> None:
        self.url = intake_url(site, proxy)
        self._token = client_token
        self._step_seconds = step_seconds
        self._client: httpx.Client | None = None
        self._socket: socket.socket | None = None

    def post(self, lines: list[bytes], idempotency_key: str) -> Answer:
        """Send lines as one request; a failure of the network is an answer, too."""
        with own_requests(), _quiet_loggers():
            import httpx

            try:
                return self._exchange(httpx, lines, idempotency_key)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, *_OF_THE_ENVIRONMENT) as error:
                return Answer(0, error=f"{type(error).__name__}: {error}")

    def abort(self) -> None:
        """From any thread: make a request that hangs fail now."""
        connected = self._socket
        if connected is not None:
            with contextlib.suppress(OSError):  # it is closed already
                socket.socket.shutdown(connected, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _exchange(self, httpx: Any, lines: list[bytes], idempotency_key: str) -> Answer:
        if self._client is None:
            # A proxy of the environment leads away from here: what listens on this machine it does not reach.
            # Without TLS the certificates are not loaded: they take 20 ms.
            direct = httpx.HTTPTransport(verify=urlsplit(self.url).scheme == "https") if _is_here(self.url) else None
            self._client = httpx.Client(timeout=self._step_seconds, transport=direct)
        request = self._client.stream(
            "POST",
            self.url,
            content=gzip.compress(b"\n".join(lines), compresslevel=6, mtime=0),
            headers={
                "Content-Type": "text/plain;charset=UTF-8",
                "Content-Encoding": "gzip",
                "DD-API-KEY": self._token,
                "DD-EVP-ORIGIN": ORIGIN,
                "DD-EVP-ORIGIN-VERSION": __version__,
                "DD-REQUEST-ID": new_id(),
                "DD-IDEMPOTENCY-KEY": idempotency_key,
            },
            extensions={"trace": self._note_socket},
        )
        with request as response:
            answer = Answer(response.status_code, response.headers.get("Retry-After"))
            with contextlib.suppress(httpx.HTTPError, OSError):  # the answer is what its first line says
                _read_some(response)
        return answer

    def _note_socket(self, event: str, info: dict[str, Any]) -> None:
        """What httpx tells of its connections; this one is for `abort`."""
        if event == "connection.connect_tcp.complete":
            self._socket = info["return_value"].get_extra_info("socket")


@contextlib.contextmanager
def _quiet_loggers() -> Iterator[None]:
    """Without the line that httpx logs for each request: the app's log is not the place for the SDK's uploads."""

    def is_the_apps(_record: logging.LogRecord) -> bool:
        return not is_own_request()

    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addFilter(is_the_apps)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(is_the_apps)


def _read_some(response: httpx.Response) -> None:
    received = 0
    for piece in response.iter_raw():
        received += len(piece)
        if received > MAX_ANSWER_BYTES:
            return


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def intake_url(site: str, proxy: str | None) -> str:
    """Where batches go.

    `datadoghq.com` becomes `browser-intake-datadoghq.com`, a third-level site such as `us3.datadoghq.com` becomes
    `browser-intake-us3-datadoghq.com`. A proxy is given path and query in `ddforward`.
    """
    if proxy is not None:
        return f"{proxy}?ddforward={quote(_PATH, safe='')}"
    *subdomains, domain, top = site.split(".")
    return f"https://browser-intake-{'-'.join([*subdomains, domain])}.{top}{_PATH}"
