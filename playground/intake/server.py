"""The intake's server: uvicorn on a socket that is already bound, ended by the intake's own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from playground.intake.faults import Connection
from playground.intake.lifetime import Lifetime
from playground.intake.routes import Routes

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import FrameType

    from starlette.types import ASGIApp, Receive, Scope, Send

    from playground.intake.store import Store

GRACE = 2  # seconds that requests have to finish once the end has come
KEEP_ALIVE = (
    60  # seconds that an idle connection stays; longer than clients keep theirs, so that none is cut off in use
)


async def serve(listener: socket.socket, store: Store, linger: float | None, on_ready: Callable[[], None]) -> None:
    """Answer requests until it is time to end, see `Lifetime`."""
    lifetime = Lifetime(linger)
    await _Server(Routes(store), lifetime, on_ready).serve([listener])


class _Server(uvicorn.Server):
    def __init__(self, routes: Routes, lifetime: Lifetime, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                _noting_requests(routes.application(), lifetime),
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,  # warnings go to standard error, the rest nowhere
                access_log=False,
                date_header=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._routes = routes
        self._lifetime = lifetime
        self._on_ready = on_ready

    async def main_loop(self) -> None:
        """Wait for the end without the ten wake-ups a second that uvicorn's own loop takes."""
        self._on_ready()
        await self._lifetime.wait_for_end()
        self._routes.close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature is uvicorn's
        """SIGTERM and SIGINT say goodbye: an end in order, with exit code 0."""
        self._lifetime.say_goodbye()


def _noting_requests(app: ASGIApp, lifetime: Lifetime) -> ASGIApp:
    async def noting_requests(scope: Scope, receive: Receive, send: Send) -> None:
        lifetime.note_request()
        await app(scope, receive, send)

    return noting_requests
