"""Any web page may send events, as to the real intake; none may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

PAGE = {"Origin": "https://shop.example"}


@pytest.mark.parametrize(
    "target", ["/api/v2/rum?dd-api-key=pub", "/rum?ddforward=%2Fapi%2Fv2%2Frum%3Fdd-api-key%3Dpub"]
)
def test_a_page_may_send(client: httpx.Client, target: str) -> None:
    answer = client.post(target, content='{"type":"view"}', headers=PAGE | {"Content-Type": "text/plain;charset=UTF-8"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (202, "*")


def test_a_page_learns_why_it_is_refused(client: httpx.Client) -> None:
    answer = client.post("/api/v2/rum?dd-api-key=pub", content="no", headers=PAGE)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (400, "*")


@pytest.mark.parametrize(
    "target", ["/api/v2/rum", "/rum?ddforward=%2Fapi%2Fv2%2Frum", "/events?ddforward=%2Fapi%2Fv2%2Frum"]
)
def test_a_preflight_is_answered(client: httpx.Client, target: str) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-encoding,dd-api-key,x-own",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = client.options(target, headers=PAGE | asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "content-encoding,dd-api-key,x-own"
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize("path", ["/events", "/health"])
def test_a_page_may_not_read(client: httpx.Client, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(path, headers=PAGE).headers


@pytest.mark.parametrize("path", ["/events", "/health"])
def test_a_page_whose_domain_leads_here_may_not_read_either(client: httpx.Client, path: str) -> None:
    assert client.get(path, headers={"Host": "rebound.example"}).status_code == 400
    assert client.get(path, headers={"Host": "localhost:8126"}).status_code == 200
