"""What needs Qt. Import PySide6 first: these functions take its objects.

Names are resolved at first use, so that a renderer can import `desktop_rum.qt.page` without what only the main process
needs.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in desktop_rum
if TYPE_CHECKING:
    from typing import Any

    from desktop_rum.qt.activity import watch_user_activity
    from desktop_rum.qt.hangs import watch_event_loop
    from desktop_rum.qt.page import watch_page
    from desktop_rum.qt.processes import watch_process

__all__ = ["watch_event_loop", "watch_page", "watch_process", "watch_user_activity"]

_HOME_OF = {
    "watch_event_loop": "desktop_rum.qt.hangs",
    "watch_page": "desktop_rum.qt.page",
    "watch_process": "desktop_rum.qt.processes",
    "watch_user_activity": "desktop_rum.qt.activity",
}


def _resolve(name: str) -> Any:
    if name not in _HOME_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


if not TYPE_CHECKING:  # a type checker that saw it would let every misspelt name pass
    __getattr__ = _resolve


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
