"""The intake's HTTP face: events come in on any path that the protocol allows, and are read at /events.

Faults are switched at /faults.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from playground.intake.body import decompress, read_body, split_events
from playground.intake.fault import Fault
from playground.intake.faults import Faults, FaultyEndpoint
from playground.intake.protocol import Submission
from playground.intake.refusal import Refusal
from playground.intake.store import Arrival, Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import Receive, Scope, Send

MAX_WAIT = 60.0  # seconds that a reader can wait for news
MAX_SEQ = 2**63 - 1  # SQLite's largest integer

Number = TypeVar("Number", int, float)
_KINDS = {int: "a whole number", float: "a number"}

# Every web page may send events, as to the real intake, but only programs and our own address may read them: a page of
# another origin gets no CORS headers there, nor does one whose domain was pointed at loopback (DNS rebinding).
_ANY_PAGE = Middleware(
    CORSMiddleware, allow_origins=["*"], allow_methods=["POST"], allow_headers=["*"], allow_private_network=True
)
_OUR_ADDRESS_ONLY = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)


class Routes:
    """The endpoints, over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._news = asyncio.Event()
        self._closing = False
        self._faults = Faults()

    def application(self) -> Starlette:
        """The ASGI application."""
        readers = [_OUR_ADDRESS_ONLY]
        return Starlette(
            routes=[
                Route("/events", self._events, methods=["GET"], middleware=readers),
                Route("/health", self._health, methods=["GET"], middleware=readers),
                Route("/faults", self._faults.respond, methods=["GET", "PUT"], middleware=readers),
                Route(
                    "/{path:path}",
                    _Submissions(self),
                    middleware=[_ANY_PAGE, Middleware(FaultyEndpoint, faults=self._faults)],
                ),
            ]
        )

    async def submit(self, request: Request) -> Response:
        """Take in the events of a request: 202, or a refusal that says why not."""
        try:
            submission = Submission.of(request)
            events = split_events(decompress(await read_body(request.stream()), submission.encoding))
            arrival = Arrival(
                received_ms=time.time_ns() // 1_000_000,
                request_id=submission.named("dd-request-id") or str(uuid.uuid4()),
                idempotency_key=submission.named("dd-idempotency-key"),
                source=submission.named("ddsource"),
                origin=submission.named("dd-evp-origin"),
                origin_version=submission.named("dd-evp-origin-version"),
                encoding=submission.encoding,
                proxied=submission.proxied,
            )
            self._store.accept(arrival, events)
        except Refusal as refusal:
            return refusal.response()
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is left to read a reason
        self._wake_readers()
        return JSONResponse({"request_id": arrival.request_id}, HTTPStatus.ACCEPTED)

    def close(self) -> None:
        """Answer those who wait for news at once, now and from now on; nothing is slow or hangs any more."""
        self._closing = True
        self._faults.switch(Fault.NONE)
        self._wake_readers()

    def _wake_readers(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _events(self, request: Request) -> Response:
        try:
            after = _number(request, "after", int, MAX_SEQ)
            await self._wait_for_news(after, _number(request, "wait", float, MAX_WAIT))
        except Refusal as refusal:
            return refusal.response()
        return StreamingResponse(_json_list(self._store.pages(after)), media_type="application/json")

    async def _wait_for_news(self, after: int, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while self._store.last_seq() <= after and not self._closing:
                    await self._news.wait()
        except TimeoutError:
            pass  # the answer is what there is

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", **self._store.counts()})


class _Submissions:
    """The endpoint for events as an ASGI application: Starlette hands such a one every method."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._routes.submit(Request(scope, receive))
        await response(scope, receive, send)


def _number(request: Request, name: str, kind: type[Number], largest: Number) -> Number:
    text = request.query_params.get(name, "0")
    try:
        number = kind(text)
    except ValueError:
        number = kind(-1)
    if not 0 <= number <= largest:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"{name} is {_KINDS[kind]} from 0 to {largest}, not {text!r}")
    return number


async def _json_list(pages: Iterator[list[str]]) -> AsyncIterator[str]:
    """The pages as one list; only one of them is in memory at a time."""
    separator = "["
    for page in pages:
        yield separator + ",\n".join(page)
        separator = ",\n"
    yield "[]" if separator == "[" else "]"
