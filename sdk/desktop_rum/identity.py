"""Who uses the app, and what they consent to: on every event from the call on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

from desktop_rum.api import current_sdk, guarded
from desktop_rum.child import identity as in_children
from desktop_rum.child.either_process import also_in_children
from desktop_rum.configuration import TRACKING_CONSENTS
from desktop_rum.handed_over import account_has_id, choice, person
from desktop_rum.instrument.app_calls import ConsentChanged
from desktop_rum.json_safe import json_safe
from desktop_rum.persons import NO_ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_rum._sdk import Sdk

_logger = logging.getLogger("desktop_rum")


@also_in_children(in_children)
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
        guarded(lambda: sdk.persons.change_user(person({"id": id, "name": name, "email": email}, extra_info)))


@also_in_children(in_children)
def get_user() -> dict[str, Any]:
    """What the app said of the user; empty where nothing."""
    sdk = current_sdk()
    return {} if sdk is None else json_safe(sdk.persons.user)  # a copy, nested values as well


@also_in_children(in_children)
def add_user_extra_info(extra_info: Mapping[str, Any]) -> None:
    """Add to what was said of the user; id, name and email stay as they are."""
    sdk = current_sdk()
    if sdk is not None:
        guarded(lambda: sdk.persons.change_user(person(sdk.persons.user, extra_info)))


@also_in_children(in_children)
def clear_user() -> None:
    """The user is not known any more."""
    sdk = current_sdk()
    if sdk is not None:
        sdk.persons.change_user({})


@also_in_children(in_children)
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
    if account_has_id(id):
        guarded(lambda: sdk.persons.change_account(person({"id": id, "name": name}, extra_info)))


@also_in_children(in_children)
def get_account() -> dict[str, Any]:
    """What the app said of the account; empty where nothing."""
    sdk = current_sdk()
    return {} if sdk is None else json_safe(sdk.persons.account)


@also_in_children(in_children)
def add_account_extra_info(extra_info: Mapping[str, Any]) -> None:
    """Add to what was said of the account, once there is one; id and name stay as they are."""
    sdk = current_sdk()
    if sdk is None:
        return
    if not sdk.persons.account:
        _logger.warning(NO_ACCOUNT)
        return
    guarded(lambda: sdk.persons.change_account(person(sdk.persons.account, extra_info)))


@also_in_children(in_children)
def clear_account() -> None:
    """The account is not known any more."""
    sdk = current_sdk()
    if sdk is not None:
        sdk.persons.change_account({})


def set_tracking_consent(consent: Literal["pending", "granted", "not-granted"]) -> None:
    """Take the user's answer: pending (events are kept, not sent), granted, not-granted (nothing is kept).

    What was kept while the answer was pending is sent once it is "granted", and deleted once it is "not-granted".
    """
    sdk = current_sdk()
    if sdk is None:
        return
    guarded(lambda: _change_consent(sdk, consent))


def _change_consent(sdk: Sdk, consent: Any) -> None:
    answer = choice(consent, TRACKING_CONSENTS)
    if answer is not None:
        sdk.pipeline.put_own(ConsentChanged(answer))
    else:
        _logger.warning(
            "set_tracking_consent: the answer must be one of %s; nothing changes", ", ".join(TRACKING_CONSENTS)
        )
