"""Fetches of the stage: each client gets what the site serves, and what fails is told, not raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.scenarios.fetches import CLIENTS
from playground.stage.local_site import PRODUCTS

if TYPE_CHECKING:
    from playground.stage import Stage
    from tests.plugins.qt_loop import RunAsync


@pytest.mark.parametrize("client", CLIENTS)
def test_each_client(run_async: RunAsync, stage: Stage, client: str) -> None:
    found = run_async(stage.fetches.fetch(client, "/products"))
    assert (found.method, found.status, found.size, found.error) == ("GET", 200, len(PRODUCTS), None)
    posted = run_async(stage.fetches.fetch(client, "/orders", b"{}"))
    assert (posted.method, posted.status) == ("POST", 201)
    assert run_async(stage.fetches.fetch(client, "/nothing")).status == 404
    assert run_async(stage.fetches.fetch(client, "/broken")).status == 500
    refused = run_async(stage.fetches.fetch(client, "/products", is_refused=True))
    assert refused.status is None
    assert refused.error
    assert refused.duration > 0


def test_the_site_starts_again_after_its_end(run_async: RunAsync, stage: Stage) -> None:
    first = run_async(stage.fetches.fetch("httpx", "/products"))
    stage.fetches.stop()
    stage.fetches.stop()
    again = run_async(stage.fetches.fetch("httpx", "/products"))
    assert first.status == again.status == 200
