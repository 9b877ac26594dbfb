"""Follows the synopses of a program through its arguments."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import ACCOUNT, LOGIN
from desktop_rum.assemble.secrets.synopses import SYNOPSES

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.neighbours import Neighbours
SECRETS, PAIRS, LOGINS, ACCOUNTS, RULES, TYPED = "SECRETS", "PAIRS", "LOGINS", "ACCOUNTS", "RULES", "TYPED"
TOKENS: Final = "TOKENS"
NAMES: Final = "NAMES"
"""The name of the secret that is the next argument: no more than a name, also where it looks like `name:value`."""
_NAMED, _NAME, _SECRET, _KEY, _ANY = "NAMED", "NAME", "SECRET", "KEY", "_"

_TO_THE_END: Final = {
    SECRETS: re.compile(""),
    TOKENS: re.compile(r"[^=]+=*\Z"),
    PAIRS: re.compile(""),
    LOGINS: LOGIN,
    ACCOUNTS: ACCOUNT,
    RULES: re.compile("[><#]"),
    TYPED: re.compile(""),
}
"""What holds for all that follows, and how such an argument begins."""


_NUMBERED: Final = re.compile(r"-\d")
"""An option that is a digit, such as `-6` of `openssl passwd`."""


class Places:
    """Follows the synopses of one program from argument to argument."""

    def __init__(self, program: str, neighbours: Neighbours) -> None:
        self._synopses = [
            _Synopsis(items[items[0] == _NAMED :], neighbours)
            for items in SYNOPSES.get(program, ())
            if items[0] != _NAMED or neighbours.name_a_secret
        ]
        self._has_plus = any(synopsis.has_plus for synopsis in self._synopses)

    def what(self, argument: str, *, is_option: bool) -> str:
        """What the argument is: SECRETS, PAIRS …; empty where no synopsis knows."""
        if not self._synopses or argument == "--":
            return ""
        if argument[0:1] == "+" and not self._has_plus:  # base64 may begin so
            is_option = False
        is_option = is_option or _NUMBERED.fullmatch(argument) is not None
        found = ""
        for synopsis in self._synopses:
            found = synopsis.what(argument, is_option=is_option) or found
        return found

    @property
    def waits(self) -> bool:
        """Whether a synopsis is on its way to a place: what is a name elsewhere is none here."""
        return any(synopsis.waits for synopsis in self._synopses)


class _Synopsis:
    def __init__(self, items: tuple[str, ...], neighbours: Neighbours) -> None:
        self._items = items
        self._neighbours = neighbours
        self._at = 0
        self._name = ""
        self.has_plus = any(item[0] == "+" for item in items)

    @property
    def waits(self) -> bool:
        return self._at > 0 and self._items[self._at] in (_SECRET, _ANY)

    def what(self, argument: str, *, is_option: bool) -> str:
        if argument[:1] == "+" and self.has_plus:
            self._at = 0  # another command, whose arguments are its own
        item = self._items[self._at]
        if item in _TO_THE_END:
            return item if not is_option and _TO_THE_END[item].match(argument) else ""
        if item.isupper() or item == _ANY:
            return "" if is_option else self._at_a_place(item, argument)
        while _is_word(item, argument):
            self._at += 1
            item = self._items[self._at]
            if not is_option:  # only options stand for several words: `-nb`
                break
        return ""

    def _at_a_place(self, item: str, argument: str) -> str:
        is_name = item in (_NAME, _SECRET) and self._neighbours.is_secret_word(argument)
        if item == _SECRET:
            names_the_next = is_name and self._items[self._at - 1] == _NAME  # `key-mgmt wpa-psk psk SECRET`
            self._at = self._at if names_the_next else 0
            name, self._name = self._name, ""
            return SECRETS if not name or self._neighbours.hides(name, argument) else ""
        self._at = self._at + 1 if item != _NAME or is_name else 0
        if item == _NAME and is_name and "=" not in argument:
            self._name = argument
            return NAMES
        return PAIRS if item == _KEY and "=" in argument else ""


def _is_word(item: str, argument: str) -> bool:
    if item[0] == "-" and len(item) == 2 and argument[:1] == "-" and argument[:2] != "--":  # noqa: PLR2004 - a letter
        return item[1] in argument
    return any(fnmatch.fnmatchcase(argument.lower(), word) for word in item.split("|"))
