"""The main process fetches pages over HTTP, by each client that apps use: one resource for each request."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from playground.scenarios.scenario import Expected, Scenario
from playground.stage.local_site import PRODUCTS

if TYPE_CHECKING:
    from playground.stage import Stage
    from playground.stage.fetches import FetchResult

GROUP = "Network"

CLIENTS = ("httpx", "httpx async", "urllib", "Qt")

_TELLS = {
    "httpx": "httpx, in a thread",
    "httpx async": "httpx, in the event loop",
    "urllib": "urllib, in a thread",
    "Qt": "QNetworkAccessManager",
}


def _resource(what: str, path: str, **fields: Any) -> Expected:
    where = {
        "resource.type": "fetch",
        "resource.url": lambda url: url.startswith("http://127.0.0.1:") and url.endswith(path),
        "resource.duration": lambda nanoseconds: nanoseconds > 0,
        "view.name": "main process",
    }
    return Expected("resource", what, where | {name.replace("__", "."): value for name, value in fields.items()})


def _answered(method: str, path: str, status: int, **fields: Any) -> Expected:
    return _resource(
        f"{method} {path} with {status}",
        path,
        resource__method=method,
        resource__status_code=status,
        resource__first_byte=lambda phase: phase["duration"] > 0,
        **fields,
    )


async def _get_products(stage: Stage, *, client: str) -> FetchResult:
    return await stage.fetches.fetch(client, "/products")


async def _post_order(stage: Stage) -> FetchResult:
    return await stage.fetches.fetch("httpx", "/orders", b'{"product":7}')


async def _get_error(stage: Stage, *, path: str) -> FetchResult:
    return await stage.fetches.fetch("urllib", path)


async def _get_half(stage: Stage) -> FetchResult:
    return await stage.fetches.fetch("httpx async", "/cut")


async def _get_refused(stage: Stage) -> FetchResult:
    return await stage.fetches.fetch("httpx", "/products", is_refused=True)


FETCH_SCENARIOS = (
    *(
        Scenario(
            f"fetch-{client.lower().replace(' ', '-')}",
            f"Fetch with {client}",
            GROUP,
            f"Gets a page with {_TELLS[client]}; expect one resource with status 200 and its size.",
            functools.partial(_get_products, client=client),
            (_answered("GET", "/products", 200, resource__size=len(PRODUCTS)),),
        )
        for client in CLIENTS
    ),
    Scenario(
        "fetch-post",
        "Post an order",
        GROUP,
        "Posts 13 bytes with httpx; expect one resource with status 201 and the size of what was posted.",
        _post_order,
        (_answered("POST", "/orders", 201, resource__request={"encoded_body_size": 13}),),
    ),
    Scenario(
        "fetch-missing-page",
        "Fetch that finds nothing",
        GROUP,
        "Gets a page that does not exist; expect one resource with status 404.",
        functools.partial(_get_error, path="/no-such-page"),
        (_answered("GET", "/no-such-page", 404),),
    ),
    Scenario(
        "fetch-server-error",
        "Fetch that breaks the server",
        GROUP,
        "Gets a page that the server fails to make; expect one resource with status 500.",
        functools.partial(_get_error, path="/broken"),
        (_answered("GET", "/broken", 500),),
    ),
    Scenario(
        "fetch-cut-short",
        "Fetch that is cut short",
        GROUP,
        "Gets a page whose connection ends in the middle; expect one resource that names the error.",
        _get_half,
        (_answered("GET", "/cut", 200, context__error_code="RemoteProtocolError"),),
    ),
    Scenario(
        "fetch-refused",
        "Fetch where nobody listens",
        GROUP,
        "Asks a port without a server; expect one resource without a status that names the error.",
        _get_refused,
        (
            _resource(
                "GET /products, refused", "/products", resource__status_code=None, context__error_code="ConnectError"
            ),
        ),
    ),
)
