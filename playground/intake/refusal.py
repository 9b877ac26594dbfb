"""Why a request is not accepted: a status for the program that sent it, a reason for the person who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from http import HTTPStatus


class Refusal(Exception):  # noqa: N818 - the answer to a bad request is not a failure of the intake
    """A request that is answered with an error; nothing of it is kept."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def response(self) -> JSONResponse:
        """The answer, in the form in which Datadog's intake puts its errors."""
        error = {"status": str(self.status.value), "title": self.status.phrase, "detail": self.reason}
        return JSONResponse({"errors": [error]}, self.status)
