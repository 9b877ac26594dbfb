"""User and account as a child has them: what it says is a message to the main process, and holds for all of the app.

What other processes said is not known here: `get_user` and `get_account` give what this one did.
"""

from __future__ import annotations

from desktop_rum.child import this_process
from desktop_rum.handed_over import account_has_id, person
from desktop_rum.json_safe import json_safe
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_said: dict[str, dict[str, Any]] = {"user": {}, "account": {}}


def set_user(
    *,
    id: str | None = None,  # noqa: A002 - the format's name
    name: str | None = None,
    email: str | None = None,
    extra_info: Mapping[str, Any] | None = None,
) -> None:
    """Say who the user is, instead of what was said before; `extra_info` may hold anything else."""
    _say("user", {"id": id, "name": name, "email": email}, extra_info)


def get_user() -> dict[str, Any]:
    """What this process said of the user; empty where nothing."""
    return _copy("user")


def add_user_extra_info(extra_info: Mapping[str, Any]) -> None:
    """Add to what was said of the user; id, name and email stay as they are."""
    _say("user", {}, extra_info, adds=True)


def clear_user() -> None:
    """The user is not known any more."""
    _say("user", {}, None)


def set_account(
    *,
    id: str,  # noqa: A002 - the format's name
    name: str | None = None,
    extra_info: Mapping[str, Any] | None = None,
) -> None:
    """Say which account is used, instead of what was said before; `extra_info` may hold anything else."""
    if this_process.current() is not None and account_has_id(id):
        _say("account", {"id": id, "name": name}, extra_info)


def get_account() -> dict[str, Any]:
    """What this process said of the account; empty where nothing."""
    return _copy("account")


def add_account_extra_info(extra_info: Mapping[str, Any]) -> None:
    """Add to what was said of the account, once there is one; id and name stay as they are."""
    _say("account", {}, extra_info, adds=True)


def clear_account() -> None:
    """The account is not known any more."""
    _say("account", {}, None)


def _say(of: str, named: Mapping[str, Any], extra_info: Mapping[str, Any] | None, *, adds: bool = False) -> None:
    try:
        current = this_process.current()
        if current is not None:
            told = person(named, extra_info)
            _said[of] = person(_said[of], told) if adds else told
            current.tell({"type": "identity", "of": of, "person": told, "adds": adds})
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)


def _copy(of: str) -> dict[str, Any]:
    copy = json_safe(_said[of])
    return copy if isinstance(copy, dict) else {}
