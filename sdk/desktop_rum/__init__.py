"""Desktop RUM: every process of a desktop app as Real User Monitoring events in Datadog's format.

Names are resolved at first use (PEP 562), so that importing the package alone stays cheap.
"""

from __future__ import annotations

import sys
from _thread import get_ident

from desktop_rum._version import __version__
from desktop_rum.refusals import AlreadyInitialized, ConfigurationError

TYPE_CHECKING = False  # `typing` itself would cost a worker 3 ms
if TYPE_CHECKING:
    from typing import Any

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

_HOME_OF = {  # those of desktop_rum.api are not listed
    "DeliveryFigures": "desktop_rum.telemetry.delivery",
    "ProcessMetric": "desktop_rum.collect.app_metrics",
    "EventUpdate": "desktop_rum.subscriptions",
    "InternalContext": "desktop_rum.session.context",
    "Subscription": "desktop_rum.subscriptions",
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
"""Modules with the same functions for workers and renderers, which import much less."""

_CHILDREN_IMPORT = {"desktop_rum.utility", "desktop_rum.renderer"}
"""One of these is imported in every worker or renderer."""

_importing: set[int] = set()
"""Threads that are in the middle of importing something of ours."""


def _resolve(name: str) -> Any:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    thread = get_ident()
    if thread in _importing or _is_child_starting():
        return _stand_in(name)
    _importing.add(thread)
    try:
        value = _imported(name)
    except (AttributeError, ImportError) as error:
        if "partially initialized" not in str(error):
            raise
        return _stand_in(name)  # a thread is in the middle of importing it, or something that it needs
    finally:
        _importing.discard(thread)
    globals()[name] = value
    return value


def _is_child_starting() -> bool:
    """Whether a worker is in the middle of the one import that it needs."""
    modules = [sys.modules.get(name) for name in _CHILDREN_IMPORT]
    return any(getattr(getattr(module, "__spec__", None), "_initializing", False) for module in modules)


def _imported(name: str) -> Any:
    import importlib

    home = _HOME_OF.get(name, "desktop_rum.api")
    if (
        _CHILDREN_IMPORT & sys.modules.keys()
        and "desktop_rum.api" not in sys.modules
        and name != "set_tracking_consent"
    ):
        home = _IN_CHILDREN.get(home, home)  # a worker does without what only the main process needs
    return getattr(importlib.import_module(home), name)


def _stand_in(name: str) -> Any:
    """What to give for a name that cannot be imported at this moment: a signal handler may ask for it then."""
    from desktop_rum.not_yet import stand_in

    return stand_in(name, _resolve)


if not TYPE_CHECKING:  # a type checker that saw it would let every misspelt name pass
    __getattr__ = _resolve


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
