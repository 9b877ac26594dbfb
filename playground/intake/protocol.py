"""Datadog's RUM protocol, seen from the intake: what a request asks for, who sent it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from playground.intake.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

RUM_PATH = "/api/v2/rum"
_FORWARD = "ddforward"


@dataclass(frozen=True, slots=True)
class Submission:
    """A request that brings RUM events, whether it came directly or to us as a proxy (`?ddforward=…`).

    What a desktop or mobile SDK puts into headers, a browser SDK puts into the query, to need no preflight.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str]
    proxied: bool

    @classmethod
    def of(cls, request: Request) -> Submission:
        """The submission, or a refusal where the request is none."""
        query = dict(request.query_params)
        path = request.scope["path"]
        proxied = _FORWARD in query
        if proxied:
            path, query = _follow(query)
        if path != RUM_PATH:
            raise Refusal(HTTPStatus.NOT_FOUND, f"nothing is at {path!r}; RUM events go to {RUM_PATH}")
        if request.method != "POST":
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.method} brings no events; POST does")
        submission = cls(request.headers, query, proxied)
        if not submission.named("dd-api-key"):
            raise Refusal(HTTPStatus.FORBIDDEN, "the key is missing: header DD-API-KEY or query parameter dd-api-key")
        return submission

    def named(self, name: str) -> str | None:
        """The value of a header, or else of the query parameter of the same name; None for an empty one too."""
        return (self.headers.get(name) or self.query.get(name) or "").strip() or None

    @property
    def encoding(self) -> str:
        """The Content-Encoding, in lower case; browsers name theirs in the query."""
        named = self.headers.get("content-encoding") or self.query.get("dd-evp-encoding") or "identity"
        return named.strip().lower()


def _follow(query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The path and the query that a proxy would forward to, with the proxy's own parameters below."""
    try:
        target = urlsplit(query[_FORWARD])
    except ValueError as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"{_FORWARD} is no path: {error}") from error
    return target.path, {**query, **dict(parse_qsl(target.query))}
