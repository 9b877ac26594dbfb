"""Requests that a renderer makes through httpx, as resources of its page. httpx is not imported for it."""

from __future__ import annotations

import functools
import time

from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from desktop_rum.child.reporter import Reporter


def watch_httpx(reporter: Reporter) -> None:
    """Report every request of this process from the moment on that it imports httpx."""

    def patch(module: ModuleType) -> None:
        patches = Patches()
        patches.replace(module.Client, "send", _sending(module.Client.send, reporter))
        patches.replace(module.AsyncClient, "send", _sending_async(module.AsyncClient.send, reporter))

    LateImports().when_imported("httpx", patch)


def _sending(original: Callable[..., Any], reporter: Reporter) -> Callable[..., Any]:
    @functools.wraps(original)
    def send(*args: Any, **kwargs: Any) -> Any:
        start, response = time.time(), None
        try:
            response = original(*args, **kwargs)
            return response
        finally:
            _tell(reporter, start, args, kwargs, response)

    setattr(send, MARKER, True)
    return send


def _sending_async(original: Callable[..., Any], reporter: Reporter) -> Callable[..., Any]:
    @functools.wraps(original)
    async def send(*args: Any, **kwargs: Any) -> Any:
        start, response = time.time(), None
        try:
            response = await original(*args, **kwargs)
            return response
        finally:
            _tell(reporter, start, args, kwargs, response)

    setattr(send, MARKER, True)
    return send


def _tell(reporter: Reporter, start: float, args: tuple[Any, ...], kwargs: dict[str, Any], response: Any) -> None:
    """A request that got no answer has the status 0."""
    try:
        request = args[1] if len(args) > 1 else kwargs["request"]
        length = None if response is None else response.headers.get("content-length")
        reporter.pages.resource(
            "fetch",
            str(request.url),
            start,
            time.time() - start,
            method=request.method,
            status_code=0 if response is None else response.status_code,
            size=int(length) if length is not None and length.isdecimal() else None,
        )
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
