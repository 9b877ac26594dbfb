"""What a child says to the main process: its errors and actions, and what nobody caught in it."""

from __future__ import annotations

import os
import time

from desktop_rum.child import frames
from desktop_rum.child.page import PageReporter
from desktop_rum.child.sender import Sender
from desktop_rum.instrument.errors import describe, fingerprint_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

LAST_WORDS_SECONDS: Final = 1.0
"""How long the error that a process dies of may take to leave."""

MAX_INTERNAL_ERRORS: Final = 20
"""Failures of the SDK's own code that one child tells of."""


class Reporter:
    """A child's connection to the main process."""

    def __init__(self, folder: str, introduction: dict[str, Any], *, forked: bool = False) -> None:
        """Arguments: the meeting place, what the child says of itself, and whether it is the fork of another."""
        self.folder = folder
        self._introduction = introduction
        self._is_fork = forked
        self._sender = Sender(folder, introduction)
        self.pages = PageReporter(self._sender.send)
        self._internal_errors = 0

    def connect(self) -> None:
        """Make this process known; the first report does it otherwise."""
        self._sender.connect()

    def introduce(self, starter: int, name: str) -> None:
        """Say who this process is: it was started, under this name, by the child with the pid `starter`."""
        self._introduction |= {"starter": starter, "name": name}

    def uncaught(self, error: BaseException, *, fatal: bool) -> None:
        """Report what nobody caught; what has been sent outlives this process."""
        self._send_error(error, frames.FATAL if fatal else frames.ERROR, LAST_WORDS_SECONDS if fatal else 0.0)

    def add_error(self, error: object, context: dict[str, Any] | None) -> None:
        """Report what the app has handled."""
        self._send_error(error, frames.ERROR, handled=True, context=context)

    def send(self, message: dict[str, Any]) -> None:
        """Send any message that the main process understands."""
        self._sender.send(self._on_page(message))

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message that has nothing to do with the page that the process shows."""
        self._sender.send(message)

    def after_fork(self) -> None:
        """In a process forked from this one, also before a `preexec_fn`: only let go of what is the parent's."""
        self._sender.after_fork()
        self._introduction.pop("starter", None)
        if self._is_fork:
            self._introduction["name"] = name_of_fork()
        self.pages.forget()

    def _send_error(self, error: object, kind: dict[str, Any], last_words: float = 0.0, **fields: Any) -> None:
        message = {**kind, "at_ns": time.time_ns(), "error": describe(error).as_dict(), **fields}
        fingerprint = fingerprint_of(error)
        if fingerprint is not None:
            message["fingerprint"] = fingerprint
        self._sender.send(self._on_page(message), last_words)

    def _on_page(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message with the page that the process shows, where it shows one."""
        page = self.pages.page
        return message if page is None else {**message, "page": page}

    def internal_error(self, error: BaseException) -> None:
        """Report a failure of the SDK's own code."""
        self._internal_errors += 1
        if self._internal_errors <= MAX_INTERNAL_ERRORS:
            from desktop_rum.telemetry.failure_text import failure_text

            kind, stack = failure_text(error)
            self._sender.send({"type": "internal", "kind": kind, "stack": stack})


def name_of_fork() -> str:
    """What a forked child calls itself, as long as nobody has named it."""
    return f"fork {os.getpid()}"
