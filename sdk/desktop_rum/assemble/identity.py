"""Who uses the app: the user and the account, as the app says, on every event from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_rum.assemble.hooks import SKIPPED, Verdict

if TYPE_CHECKING:
    from desktop_rum.collect.raw_event import RawEvent
    from desktop_rum.instrument.app_calls import AccountChanged, UserChanged


class IdentityContext:
    """Lives on the pipeline thread. An event carries the user and account of the moment of the app's call."""

    def __init__(self) -> None:
        self._user: dict[str, Any] = {}
        self._account: dict[str, Any] = {}
        self._data: dict[str, Any] | Verdict = SKIPPED

    def on_user_changed(self, changed: UserChanged) -> None:
        """Take the user from here on."""
        self._user = changed.user
        self._renew()

    def on_account_changed(self, changed: AccountChanged) -> None:
        """Take the account from here on."""
        self._account = changed.account
        self._renew()

    def hook(self, _raw: RawEvent) -> dict[str, Any] | Verdict:
        """The hook: the user and the account."""
        return self._data

    def _renew(self) -> None:
        data = {name: value for name, value in (("usr", self._user), ("account", self._account)) if value}
        self._data = data or SKIPPED
