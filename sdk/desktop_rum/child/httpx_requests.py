"""Requests that a renderer makes through httpx, as resources of its page. Nothing is imported before httpx is."""

from __future__ import annotations

from desktop_rum.instrument.late_imports import LateImports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from desktop_rum.child.reporter import Reporter
    from desktop_rum.instrument.http_exchange import RequestEnded


def watch_httpx(reporter: Reporter) -> None:
    """Report every request of this process from the moment on that it imports httpx."""

    def patch(_module: ModuleType) -> None:
        from desktop_rum.clock import SystemClock
        from desktop_rum.instrument.http_exchange import Exchanges
        from desktop_rum.instrument.httpx_client import HttpxInstrument

        HttpxInstrument(Exchanges(SystemClock(), put), LateImports())

    def put(ended: object) -> None:
        _report(reporter, ended)  # type: ignore[arg-type]  # all that exchanges put

    LateImports().when_imported("httpx", patch)


def _report(reporter: Reporter, ended: RequestEnded) -> None:
    """A request that got no answer has the status 0."""
    reporter.pages.resource(
        "fetch",
        ended.url,
        ended.started_at_ns / 1e9,
        (ended.ended_ns - ended.started_ns) / 1e9,
        method=ended.method,
        status_code=ended.status or 0,
        size=ended.response_size,
    )
