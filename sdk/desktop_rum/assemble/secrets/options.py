"""What an option can mean: what kind of value it takes."""

from __future__ import annotations

from typing import Final

import msgspec

SECRET, PERHAPS, LOGIN, PAIR, LINE, PROSE, TEXT = "secret", "perhaps", "login", "pair", "line", "prose", "text"
NAME, CHOSEN, PLACE = "name", "chosen", "place"
"""What the value of an option is: a secret, one unless it is a port or a path, `user:password`, `name=secret`
(without a `=` a file), a line for a shell, words for people, or anything else; or the name of the value after it; a
secret if it looks like one that somebody chose; where something lies, whatever its name."""


class Options(msgspec.Struct, frozen=True):
    """The options of one program; short ones are letters, long ones without dashes and in lower case."""

    joined: str = ""
    """Take a secret that is joined to them; alone they ask for it."""
    secret: str = ""
    """Take a secret, joined or as the next argument."""
    login: str = ""
    pair: str = ""
    line: str = ""
    places: str = ""
    """Take where something lies, joined or as the next argument."""
    takes: str = ""
    """Take some other value, so that what follows in the same argument is no further option."""
    names: frozenset[str] = frozenset()
    """Take a secret though their names do not tell."""
    switches: frozenset[str] = frozenset()
    """Take nothing though their names tell of a secret."""
    login_names: frozenset[str] = frozenset()
    value_names: frozenset[str] = frozenset()
    """Take some other value, whatever their names tell, which stands at no place of its own."""
    place_names: frozenset[str] = frozenset()
    """Take `name=file`."""

    def of(self, letter: str) -> str:
        """What a short option takes; empty where that is nothing, or not known."""
        if letter in self.secret or letter in self.joined:
            return SECRET
        if letter in self.login:
            return LOGIN
        if letter in self.pair:
            return PAIR
        if letter in self.line:
            return LINE
        if letter in self.places:
            return PLACE
        return TEXT if letter in self.takes else ""


NONE: Final = Options()
