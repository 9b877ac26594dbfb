"""The user and the account as the app says, in any of its processes: what it may ask for, and what events carry."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from desktop_rum.handed_over import NAMED, person
from desktop_rum.instrument.app_calls import AccountChanged, UserChanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.assemble.identity import IdentityContext
    from desktop_rum.channel.messages import Identity

NO_ACCOUNT: Final = "add_account_extra_info: there is no account; call set_account first"

_logger = logging.getLogger("desktop_rum")


class Persons:
    """What is known of both; empty where nothing is."""

    def __init__(self, context: IdentityContext, put: Callable[[object], None]) -> None:
        """Arguments: what events carry, which is the pipeline thread's, and how the app's threads reach that."""
        self.user: dict[str, Any] = {}
        self.account: dict[str, Any] = {}
        self._context = context
        self._put = put

    def change_user(self, user: dict[str, Any]) -> None:
        """From any thread of the app: takes effect for everything that it does after this call."""
        self.user = user
        self._put(UserChanged(user))

    def change_account(self, account: dict[str, Any]) -> None:
        """As `change_user`."""
        self.account = account
        self._put(AccountChanged(account))

    def on_child_said(self, said: Identity) -> None:
        """On the pipeline thread, in the order of all that the child says: the next event carries it."""
        told = person({name: said.person.get(name) for name in NAMED}, said.person)
        if said.of == "user":
            self.user = person(self.user, told) if said.adds else told
            self._context.on_user_changed(UserChanged(self.user))
        elif said.adds and not self.account:
            _logger.warning(NO_ACCOUNT)
        else:
            self.account = person(self.account, told) if said.adds else told
            self._context.on_account_changed(AccountChanged(self.account))
