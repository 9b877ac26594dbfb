"""Faults on purpose: a middleware around the endpoint for events, and the endpoint that switches it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

from playground.intake.body import read_body
from playground.intake.fault import Fault
from playground.intake.refusal import Refusal

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SLOW = 3.0  # seconds until a slow answer; the SDK gives up after 10
HANG = 60.0  # seconds until a hanging request is reset, for clients without a time-out
RETRY_AFTER = 2  # seconds, as told with a 429

_CONNECTION = "connection"  # where a request's scope names its connection


class Connection(H11Protocol):
    """uvicorn's connection, which a request can find, and reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app_state = {**self.app_state, _CONNECTION: self}

    def reset(self) -> None:
        """Close with RST, as a machine does that knows nothing of a connection."""
        with contextlib.suppress(OSError):  # it is closed already
            connected = self.transport.get_extra_info("socket")
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class Faults:
    """The fault that is switched on now."""

    def __init__(self) -> None:
        self.current = Fault.NONE
        self._changed = asyncio.Event()

    def switch(self, fault: Fault) -> None:
        """Use this fault from the next request on; requests that are slow or hang go on at once."""
        self.current = fault
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until the fault is switched."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)

    async def respond(self, request: Request) -> JSONResponse:
        """GET says which fault is on, PUT `{"fault": "429"}` switches it."""
        if request.method == "PUT":
            try:
                self.switch(_fault_in(await read_body(request.stream())))
            except Refusal as refusal:
                return refusal.response()
        return JSONResponse({"fault": self.current, "known": list(Fault)})


class FaultyEndpoint:
    """Middleware: an endpoint that fails as it is told to."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in the way of the current fault, or not at all."""
        fault = self._faults.current
        if fault is Fault.NONE:
            await self._app(scope, receive, send)
        elif fault is Fault.OFFLINE:
            await _reset(scope, receive)
        elif fault is Fault.HANG:
            await _read_all(receive)
            await self._faults.wait(HANG)
            await _reset(scope, receive)
        elif fault is Fault.SLOW:
            await self._faults.wait(SLOW)
            await self._app(scope, receive, send)
        elif fault is Fault.RESET:
            await self._app(scope, receive, _nowhere)
            await _reset(scope, receive)
        else:
            await _read_all(receive)
            await _refusal(fault)(scope, receive, send)


def _refusal(fault: Fault) -> JSONResponse:
    refusal = Refusal(HTTPStatus(int(fault)), f"the fault {fault} is switched on")
    response = refusal.response()
    if fault is Fault.TOO_MANY:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


async def _reset(scope: Scope, receive: Receive) -> None:
    """Reset the connection, and return when the server has noticed."""
    connection: Connection = scope["state"][_CONNECTION]
    connection.reset()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_all(receive: Receive) -> None:
    while (await receive()).get("more_body", False):
        pass


async def _nowhere(_: Message) -> None:
    """Takes an answer and sends it nowhere."""


def _fault_in(body: bytes) -> Fault:
    try:
        return Fault(json.loads(body)["fault"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        known = ", ".join(Fault)
        raise Refusal(HTTPStatus.BAD_REQUEST, f'expected {{"fault": …}}, one of {known}') from error
