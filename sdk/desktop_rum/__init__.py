"""Desktop RUM: every process of a desktop app as Real User Monitoring events in Datadog's format.

Names are resolved at first use (PEP 562), so that importing the package alone stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_rum._version import __version__
    from desktop_rum.api import (
        add_action,
        add_error,
        flush,
        get_internal_context,
        init,
        stop,
        stop_session,
        subscribe,
    )
    from desktop_rum.configuration import AlreadyInitialized, ConfigurationError
    from desktop_rum.session.context import InternalContext
    from desktop_rum.subscriptions import EventUpdate, Subscription

__all__ = [
    "AlreadyInitialized",
    "ConfigurationError",
    "EventUpdate",
    "InternalContext",
    "Subscription",
    "__version__",
    "add_action",
    "add_error",
    "flush",
    "get_internal_context",
    "init",
    "stop",
    "stop_session",
    "subscribe",
]

_HOME_OF = {
    "AlreadyInitialized": "desktop_rum.configuration",
    "ConfigurationError": "desktop_rum.configuration",
    "EventUpdate": "desktop_rum.subscriptions",
    "InternalContext": "desktop_rum.session.context",
    "Subscription": "desktop_rum.subscriptions",
    "__version__": "desktop_rum._version",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    value = getattr(importlib.import_module(_HOME_OF.get(name, "desktop_rum.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
