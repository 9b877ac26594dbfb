"""The intake over HTTP: one request for one batch. httpx is imported at the first one."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import msgspec

from desktop_rum._version import __version__
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS: Final = 10.0
ORIGIN: Final = "desktop-rum"
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

    def __init__(self, client_token: str, site: str, proxy: str | None) -> None:
        self.url = intake_url(site, proxy)
        self._token = client_token
        self._client: httpx.Client | None = None

    def post(self, lines: list[bytes], idempotency_key: str) -> Answer:
        """Send lines as one request; a failure of the network is an answer, too."""
        import httpx

        try:
            if self._client is None:
                self._client = httpx.Client(timeout=TIMEOUT_SECONDS)
            response = self._client.post(
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
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError) as error:
            return Answer(0, error=f"{type(error).__name__}: {error}")
        return Answer(response.status_code, response.headers.get("Retry-After"))

    def close(self) -> None:
        """Close the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


def intake_url(site: str, proxy: str | None) -> str:
    """Where batches go.

    `datadoghq.com` becomes `browser-intake-datadoghq.com`, a third-level site such as `us3.datadoghq.com` becomes
    `browser-intake-us3-datadoghq.com`. A proxy is given path and query in `ddforward`.
    """
    if proxy is not None:
        return f"{proxy}?ddforward={quote(_PATH, safe='')}"
    *subdomains, domain, top = site.split(".")
    return f"https://browser-intake-{'-'.join([*subdomains, domain])}.{top}{_PATH}"
