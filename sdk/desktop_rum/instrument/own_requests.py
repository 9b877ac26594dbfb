"""Which HTTP requests are the SDK's own: they are never reported."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Own(threading.local):
    now = False


_own = _Own()


@contextlib.contextmanager
def own_requests() -> Iterator[None]:
    """Requests of this thread are the SDK's own for the time being; only where nothing of the app runs meanwhile."""
    before, _own.now = _own.now, True
    try:
        yield
    finally:
        _own.now = before


def is_own_request() -> bool:
    """Whether this thread is sending for the SDK."""
    return _own.now
