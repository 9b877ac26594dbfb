"""Who uses the app, and what they consent to: on every event from the call on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

from desktop_rum.api import current_sdk, guarded
from desktop_rum.configuration import TRACKING_CONSENTS
from desktop_rum.instrument.app_calls import AccountChanged, ConsentChanged, UserChanged
from desktop_rum.json_safe import json_safe, safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_rum._sdk import Sdk

_logger = logging.getLogger("desktop_rum")


def set_user(
    *,
    id: str | None = None,  # noqa: A002 - the format's name
    name: str | None = None,
    email: str | None = None,
    extra_info: Mapping[str, Any] | None = None,
) -> None:
    """Say who the user is, instead of what was said before; `extra_info` may hold anything else."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: _change_user(sdk, _person({"id": id, "name": name, "email": email}, extra_info)))


def get_user() -> dict[str, Any]:
    """What the app said of the user; empty where nothing."""
    sdk = current_sdk()
    return {} if sdk is None else json_safe(sdk.user)  # a copy, nested values as well


def add_user_extra_info(extra_info: Mapping[str, Any]) -> None:
    """Add to what was said of the user; id, name and email stay as they are."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: _change_user(sdk, _person(sdk.user, extra_info)))


def clear_user() -> None:
    """The user is not known any more."""
    sdk = current_sdk()
    if sdk is not None:
        _change_user(sdk, {})


def set_account(
    *,
    id: str,  # noqa: A002 - the format's name
    name: str | None = None,
    extra_info: Mapping[str, Any] | None = None,
) -> None:
    """Say which account is used, instead of what was said before; `extra_info` may hold anything else."""
    sdk = current_sdk()
    if sdk is None:
        return
    if not _is_given(id):
        _logger.warning("set_account: an account has an id; nothing changes")
    else:
        guarded(lambda: _change_account(sdk, _person({"id": id, "name": name}, extra_info)))


def get_account() -> dict[str, Any]:
    """What the app said of the account; empty where nothing."""
    sdk = current_sdk()
    return {} if sdk is None else json_safe(sdk.account)


def add_account_extra_info(extra_info: Mapping[str, Any]) -> None:
    """Add to what was said of the account, once there is one; id and name stay as they are."""
    sdk = current_sdk()
    if sdk is None:
        return
    if not sdk.account:
        _logger.warning("add_account_extra_info: there is no account; call set_account first")
        return
    guarded(lambda: _change_account(sdk, _person(sdk.account, extra_info)))


def clear_account() -> None:
    """The account is not known any more."""
    sdk = current_sdk()
    if sdk is not None:
        _change_account(sdk, {})


def set_tracking_consent(consent: Literal["pending", "granted", "not-granted"]) -> None:
    """Take the user's answer: pending (events are kept, not sent), granted, not-granted (nothing is kept).

    What was kept while the answer was pending is sent once it is "granted", and deleted once it is "not-granted".
    """
    sdk = current_sdk()
    if sdk is None:
        return
    guarded(lambda: _change_consent(sdk, consent))


_NAMED = ("id", "name", "email")


def _is_given(value: object) -> bool:
    return value is not None


def _person(named: Mapping[str, Any], extra_info: Mapping[str, Any] | None) -> dict[str, Any]:
    """Named fields as texts, and whatever else the app says, without letting it replace a named field."""
    extra = {} if extra_info is None else json_safe(extra_info)
    if not isinstance(extra, dict):
        extra = {"value": extra}
    result: dict[str, Any] = {}
    for key, value in named.items():
        if value is not None:
            result[key] = safe_text(value) if key in _NAMED else value
    return result | {key: value for key, value in extra.items() if key not in _NAMED}


def _change_consent(sdk: Sdk, consent: Any) -> None:
    if issubclass(type(consent), str) and consent in TRACKING_CONSENTS:
        sdk.pipeline.put_own(ConsentChanged(consent))
    else:
        _logger.warning("set_tracking_consent: allowed is one of %s; nothing changes", ", ".join(TRACKING_CONSENTS))


def _change_user(sdk: Sdk, user: dict[str, Any]) -> None:
    sdk.user = user
    sdk.pipeline.put_own(UserChanged(user))


def _change_account(sdk: Sdk, account: dict[str, Any]) -> None:
    sdk.account = account
    sdk.pipeline.put_own(AccountChanged(account))
