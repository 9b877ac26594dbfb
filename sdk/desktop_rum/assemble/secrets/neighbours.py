"""What the arguments around one say of it."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import CMDLET, EQUALS
from desktop_rum.assemble.secrets.programs import STORE_WORDS

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

_USERS: Final = frozenset({"user", "username", "login"})
_USER_OPTIONS: Final = frozenset({"-u", "-U", "-user", "-username", "--user", "--username", "--login"})
_JOINED_USER: Final = re.compile(r"-[uU][a-z]{3,}|--(?:user(?:name)?|login)=.+")
_PASSWORDS: Final = frozenset({"password", "passwd", "pass", "pwd"})
"""As arguments: `user me password x`."""


class Neighbours:
    """Looks at the arguments of one command, program first.

    What is asked of all of them is found out once: a command may run programs a thousand times.
    """

    def __init__(self, names: SecretNames, arguments: list[str]) -> None:
        self._names = names
        self._arguments = arguments

    def is_secret_word(self, argument: str) -> bool:
        """Whether an argument is the name of something secret."""
        return (
            " " not in argument
            and ("://" not in argument or argument.rpartition("]")[2].startswith("."))
            and self._names.is_secret(argument.removeprefix("$").removeprefix("env:"))
        )

    def hides(self, name: str, value: str) -> bool:
        """Whether `value` is to be taken out where it is said of `name`."""
        return self._names.hides(name, value)

    def precedes_equals(self, index: int) -> bool:
        """Whether this is the name of a secret, and `=` follows."""
        following = self._arguments[index + 1] if index + 1 < len(self._arguments) else ""
        return following in EQUALS and self.is_secret_word(self._arguments[index])

    def is_cmdlet(self, index: int) -> bool:
        """Whether a command of PowerShell stands here."""
        return CMDLET.fullmatch("".join(self._arguments[index : index + 1])) is not None

    def is_assigned_to(self, index: int) -> bool:
        """Whether this is `$name` or `=` of `$name = program …`, as PowerShell has it."""
        start = index - (self._arguments[index] == "=")
        name, equals = (*self._arguments[start : start + 2], "", "")[:2]
        return name.startswith("$") and equals == "="

    def follows_user(self, index: int) -> bool:
        """Whether this is `password` of `user me password x`."""
        return (
            index > 1 and self._arguments[index].lower() in _PASSWORDS and self._arguments[index - 2].lower() in _USERS
        )

    @functools.cached_property
    def words(self) -> frozenset[str]:
        """All arguments in lower case; of `name=value` the value."""
        return frozenset(argument.rpartition("=")[2].lower() for argument in self._arguments)

    @functools.cached_property
    def name_a_secret(self) -> bool:
        """Whether an argument is the name of something secret."""
        return any(map(self.is_secret_word, self._arguments))

    @functools.cached_property
    def name_a_user(self) -> bool:
        """Whether an option says who the user is: what `-p` takes is a password then."""
        return any(map(_JOINED_USER.fullmatch, self._arguments)) or any(
            option in _USER_OPTIONS and value and value[0] != "-" and "://" not in value
            for option, value in itertools.pairwise(self._arguments)
        )

    @functools.cached_property
    def keep_secrets(self) -> bool:
        """Whether all that is set here is secret."""
        words = {*self._arguments[1:5], *(argument for argument in self._arguments if argument.startswith("--"))}
        return not STORE_WORDS.isdisjoint(words)
