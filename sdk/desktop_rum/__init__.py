"""Desktop RUM: every process of a desktop app as Real User Monitoring events in Datadog's format.

Names are resolved at first use (PEP 562), so that importing the package alone stays cheap.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` itself would cost a worker 3 ms
if TYPE_CHECKING:
    from typing import Any

    from desktop_rum._version import __version__
    from desktop_rum.api import (
        app_metrics,
        delivery_figures,
        flush,
        get_internal_context,
        init,
        stop,
        stop_session,
        subscribe,
    )
    from desktop_rum.collect.app_metrics import ProcessMetric
    from desktop_rum.configuration import AlreadyInitialized, ConfigurationError
    from desktop_rum.identity import (
        add_account_extra_info,
        add_user_extra_info,
        clear_account,
        clear_user,
        get_account,
        get_user,
        set_account,
        set_tracking_consent,
        set_user,
    )
    from desktop_rum.reporting import (
        add_action,
        add_duration_vital,
        add_error,
        fail_operation,
        start_duration_vital,
        start_operation,
        stop_duration_vital,
        succeed_operation,
    )
    from desktop_rum.session.context import InternalContext
    from desktop_rum.subscriptions import EventUpdate, Subscription
    from desktop_rum.telemetry.delivery import DeliveryFigures

__all__ = [
    "AlreadyInitialized",
    "ConfigurationError",
    "DeliveryFigures",
    "EventUpdate",
    "InternalContext",
    "ProcessMetric",
    "Subscription",
    "__version__",
    "add_account_extra_info",
    "add_action",
    "add_duration_vital",
    "add_error",
    "add_user_extra_info",
    "app_metrics",
    "clear_account",
    "clear_user",
    "delivery_figures",
    "fail_operation",
    "flush",
    "get_account",
    "get_internal_context",
    "get_user",
    "init",
    "set_account",
    "set_tracking_consent",
    "set_user",
    "start_duration_vital",
    "start_operation",
    "stop",
    "stop_duration_vital",
    "stop_session",
    "subscribe",
    "succeed_operation",
]

_HOME_OF = {
    "AlreadyInitialized": "desktop_rum.configuration",
    "ConfigurationError": "desktop_rum.configuration",
    "DeliveryFigures": "desktop_rum.telemetry.delivery",
    "ProcessMetric": "desktop_rum.collect.app_metrics",
    "EventUpdate": "desktop_rum.subscriptions",
    "InternalContext": "desktop_rum.session.context",
    "Subscription": "desktop_rum.subscriptions",
    "__version__": "desktop_rum._version",
    "add_account_extra_info": "desktop_rum.identity",
    "add_user_extra_info": "desktop_rum.identity",
    "clear_account": "desktop_rum.identity",
    "clear_user": "desktop_rum.identity",
    "get_account": "desktop_rum.identity",
    "get_user": "desktop_rum.identity",
    "set_account": "desktop_rum.identity",
    "set_tracking_consent": "desktop_rum.identity",
    "set_user": "desktop_rum.identity",
    "add_action": "desktop_rum.reporting",
    "add_duration_vital": "desktop_rum.reporting",
    "add_error": "desktop_rum.reporting",
    "fail_operation": "desktop_rum.reporting",
    "start_duration_vital": "desktop_rum.reporting",
    "start_operation": "desktop_rum.reporting",
    "stop_duration_vital": "desktop_rum.reporting",
    "succeed_operation": "desktop_rum.reporting",
}


_IN_CHILDREN = {"desktop_rum.reporting": "desktop_rum.child.api", "desktop_rum.identity": "desktop_rum.child.identity"}
_CHILDREN_IMPORT = {"desktop_rum.utility", "desktop_rum.renderer"}


def _module(name: str) -> Any:
    import importlib

    return importlib.import_module(name)


def _resolve(name: str) -> Any:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    import sys

    home = _HOME_OF.get(name, "desktop_rum.api")
    if (
        _CHILDREN_IMPORT & sys.modules.keys()
        and "desktop_rum.api" not in sys.modules
        and name != "set_tracking_consent"
    ):
        home = _IN_CHILDREN.get(home, home)  # a worker does without what only the main process needs
    value = getattr(_module(home), name)
    globals()[name] = value
    return value


if not TYPE_CHECKING:  # a type checker that saw it would let every misspelt name pass
    __getattr__ = _resolve


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
