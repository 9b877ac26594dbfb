"""HTTP requests of the main process, by each client that apps use, to a site of the playground's own."""

from __future__ import annotations

import asyncio
import functools
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx
from PySide6.QtCore import QUrl

from playground.stage.local_site import LocalSite

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

#: seconds that a fetch may take
PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True)
class FetchResult:
    """One request; `status` is None where no answer came, `duration` is in seconds up to the answer's end."""

    client: str
    method: str
    url: str
    status: int | None
    size: int
    duration: float
    error: str | None = None


class Fetches:
    """Fetches pages without ever blocking the loop; the site starts with the first one."""

    def __init__(self) -> None:
        self._site: LocalSite | None = None
        self._clients: dict[str, Callable[[str, str, bytes | None], Coroutine[None, None, tuple[int, int]]]] = {
            "httpx": _in_thread(_with_httpx),
            "httpx async": _with_httpx_async,
            "urllib": _in_thread(_with_urllib),
            "Qt": _with_qt,
        }

    async def fetch(
        self, client: str, path: str, body: bytes | None = None, *, is_refused: bool = False
    ) -> FetchResult:
        """Fetch a page of the site, or post a body to it.

        Args:
            client: "httpx", "httpx async", "urllib" or "Qt".
            path: "/products", "/orders" (to post to), "/broken", "/cut"; any other is not found.
            body: what to post.
            is_refused: whether to ask where nobody listens.
        """
        if self._site is None:
            self._site = LocalSite()
        url = (self._site.refusing_url if is_refused else self._site.url) + path
        method = "GET" if body is None else "POST"
        started = time.perf_counter()
        try:
            status, size = await self._clients[client](method, url, body)
        except (OSError, httpx.HTTPError) as error:
            return FetchResult(client, method, url, None, 0, time.perf_counter() - started, str(error))
        return FetchResult(client, method, url, status, size, time.perf_counter() - started)

    def stop(self) -> None:
        """End the site; can be called again."""
        site, self._site = self._site, None
        if site is not None:
            site.stop()


def _in_thread(
    fetch: Callable[[str, str, bytes | None], tuple[int, int]],
) -> Callable[[str, str, bytes | None], Coroutine[None, None, tuple[int, int]]]:
    async def fetch_in_thread(method: str, url: str, body: bytes | None) -> tuple[int, int]:
        return await asyncio.get_running_loop().run_in_executor(None, fetch, method, url, body)

    return fetch_in_thread


def _with_httpx(method: str, url: str, body: bytes | None) -> tuple[int, int]:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        answer = client.request(method, url, content=body)
        return answer.status_code, len(answer.content)


async def _with_httpx_async(method: str, url: str, body: bytes | None) -> tuple[int, int]:
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
        answer = await client.request(method, url, content=body)
        return answer.status_code, len(answer.content)


def _with_urllib(method: str, url: str, body: bytes | None) -> tuple[int, int]:
    request = urllib.request.Request(url, body, method=method)  # noqa: S310 - the site's own address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, len(answer.read())
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, len(answer.read())


async def _with_qt(_method: str, url: str, body: bytes | None) -> tuple[int, int]:
    from PySide6.QtNetwork import QNetworkAccessManager, QNetworkProxy, QNetworkReply, QNetworkRequest

    manager = QNetworkAccessManager()
    manager.setProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))
    request = QNetworkRequest(QUrl(url))
    request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
    request.setTransferTimeout(int(PATIENCE * 1000))
    reply = manager.get(request) if body is None else manager.post(request, body)
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    reply.finished.connect(functools.partial(ended.set_result, None))
    try:
        await ended
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        if reply.error() is not QNetworkReply.NetworkError.NoError and status is None:
            raise OSError(reply.errorString())
        return status, reply.readAll().size()
    finally:
        reply.deleteLater()
        manager.deleteLater()
