"""Which HTTP requests are the SDK's own, and which commands they start: neither is ever reported.

What sends them may start a program: trio, which httpx imports where it is installed, asks `ldconfig` for a library.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from desktop_rum import native

if TYPE_CHECKING:
    from collections.abc import Iterator

sending: Final[set[int]] = set()
"""The threads that send for the SDK; mostly none, which is seen faster than which thread this is."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=sending.clear)  # where a thread of another's number may be the app's


@contextlib.contextmanager
def own_requests() -> Iterator[None]:
    """Requests of this thread are the SDK's own for the time being; only where nothing of the app runs meanwhile."""
    thread = native.get_ident()
    outermost = thread not in sending
    sending.add(thread)
    try:
        yield
    finally:
        if outermost:
            sending.discard(thread)


def is_own_request() -> bool:
    """Whether this thread is sending for the SDK."""
    return bool(sending) and native.get_ident() in sending
