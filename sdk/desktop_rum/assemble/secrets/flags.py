"""Removes what is secret in one option, and tells what kind of value the argument after it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_rum.assemble.secrets import programs
from desktop_rum.assemble.secrets.forms import ASSIGNMENT, FLAG, base_name
from desktop_rum.assemble.secrets.options import (
    LINE,
    LOGIN,
    NAME,
    NONE,
    PAIR,
    PERHAPS,
    PLACE,
    PROSE,
    SECRET,
    TEXT,
    Options,
)

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames
    from desktop_rum.assemble.secrets.neighbours import Neighbours
    from desktop_rum.assemble.secrets.values import Values

_KNOWN_OTHERWISE: Final = (
    programs.NO_PASSWORDS | programs.IDS_NOT_PASSWORDS | programs.RUNNERS | programs.SEARCHERS | programs.WRITERS
)
_JOINED: Final = re.compile(r"-[pP](?!\w+=[^=])(?=.{3})(?P<value>.*[^a-z-].*)", re.DOTALL)
"""A password joined to the option: one of lower-case letters only is another option, such as `-print`."""

_NAMED: Final = re.compile(r"[^\s:=]*=")
_SETS: Final = frozenset({"--set", "--define", "--setenv", "--set-env"})
"""Take a name and a value, or both in one argument."""

_LONG: Final = frozenset({"password", "passwd", "passphrase", "pass", "pwd"})
"""Options of one dash that are no `-p` with its value."""

_PATTERN: Final = re.compile("[SG](?:pass|secret|token|cred|auth)")
"""Of `git log -Spassword`, which looks for it."""

_COOKIES: Final = frozenset({"cookie", "cookies"})
"""Take a `name=secret`, or else a file."""

_SWITCHED: Final = frozenset({"", "true", "false", "yes", "no", "0", "1", "on", "off"})


class Read(NamedTuple):
    """An option that was read."""

    text: str
    """It, without what is secret."""
    next: str = ""
    """What the next argument is; empty where the option says nothing of it."""
    name: str = ""
    """Whose secret it is, where a name decides."""


class Flags:
    """Reads the options of one program."""

    def __init__(
        self, names: SecretNames, values: Values, program: str, neighbours: Neighbours, options: Options = NONE
    ) -> None:
        self._names = names
        self._values = values
        self._program = base_name(program)
        self._slashes = programs.takes_slashes(program)
        self._options = options
        self._names_user = options is NONE and self._program not in _KNOWN_OTHERWISE and neighbours.name_a_user

    def read(self, argument: str, shell: str) -> Read | None:
        """The option that the argument is, if it is one; `shell` is the program that takes lines, if there is one."""
        if argument[:1] == "-" and argument[:2] != "--" and argument[1:].partition("=")[0] not in _LONG:
            short = self._short(argument)
            if short is not None:
                return short
            joined = _JOINED.fullmatch(argument) if self._names_user else None
            if joined is not None:
                also = PERHAPS if self._names.is_secret(argument) else ""  # `-PrivateKey x`, or `-pMyS3cret`
                return Read(f"{argument[:2]}{self._values.of(PERHAPS, joined['value'])}", also)
        flag = FLAG.fullmatch(argument)
        if flag is None or (
            flag["dashes"] == "/" and flag["sep"] is None and not self._slashes and not flag["name"][0].isupper()
        ):
            return None
        if (
            flag["dashes"] == "/" and (flag["value"] or "").startswith("/") and flag["name"].lower() not in _LONG
        ):  # a folder and where it is mounted
            return None
        name = self._defined(flag)
        if flag["value"] is not None:
            return self._with_value(flag, name)
        return Read(argument, *self._announced(flag, name, shell))

    def _short(self, argument: str) -> Read | None:
        """A short option, alone or with others in front, as the program reads it; None where it takes no value."""
        if argument[1:] in self._options.names:
            return Read(argument, SECRET)
        for at in range(1, len(argument)):
            kind, value = self._options.of(argument[at]), argument[at + 1 :]
            if kind == TEXT and value and (_NAMED.match(value) or self._names.is_secret(argument.partition(":")[0])):
                return None  # `-Dname=value` is read as any flag is
            if kind and value:
                return Read(f"{argument[: at + 1]}{self._values.of(kind, value)}")
            if kind:
                return Read(argument, "" if argument[at] in self._options.joined else kind)
            if not argument[at].isalpha():
                return None
        return None

    def _announced(self, flag: re.Match[str], name: str, shell: str) -> tuple[str, str]:
        """What the next argument is, and whose."""
        if name in self._options.value_names:
            return TEXT, ""
        if name in self._options.place_names:
            return PLACE, ""
        if self._names.is_secret(name) or name in self._options.names:
            return self._announced_by_name(flag["dashes"], name)
        if name in _COOKIES:
            return PAIR, ""
        if name in self._options.login_names or (
            (name in ("u", "user") or flag[0] == "--login") and self._program not in programs.IDS_NOT_PASSWORDS
        ):
            return LOGIN, ""
        return self._announced_by_custom(flag[0], name, shell), ""

    def _announced_by_name(self, dashes: str, name: str) -> tuple[str, str]:
        if (
            (self._program == "git" and dashes == "-" and _PATTERN.match(name))
            or self._names.is_switch(name)
            or name in self._options.switches
        ):
            return "", ""
        # `+token` may be a mode of a file as well; where a value is joined, `--password` alone asks for it
        if dashes == "+" or self._options.joined:
            return PERHAPS, ""
        return SECRET, "" if name in self._options.names else name

    def _announced_by_custom(self, option: str, name: str, shell: str) -> str:
        """What options of these names take in most programs."""
        if programs.MESSAGES.fullmatch(option):
            return PROSE
        if self._names_user and option in ("-p", "-P"):
            return PERHAPS
        if shell and programs.LINE_OPTIONS.fullmatch(option):
            return LINE
        if option.lower() in _SETS:
            return NAME
        return TEXT if name.lower() in self._options.value_names else ""

    def _with_value(self, flag: re.Match[str], name: str) -> Read:
        value, before = flag["value"], flag[0][: flag.start("value")]
        if not value:
            return Read(flag[0]) if flag["dashes"] == "/" else Read(flag[0], *self._after_equals(name))
        kind = self._takes(name, value)
        if kind:
            return Read(f"{before}{self._values.of(kind, value)}")
        if (
            flag["sep"] == ":" and flag["dashes"] == "--" and "=" not in value and self._names.is_secret(value)
        ):  # `--Section:Password value`
            return Read(flag[0], SECRET, value)
        nested = flag["sep"] == "=" or (flag["dashes"] != "+" and ASSIGNMENT.fullmatch(value) is not None)
        return Read(f"{before}{self._values.any(value)}" if nested else self._values.text(flag[0]))

    def _takes(self, name: str, value: str) -> str:
        """What the value of such a name is; empty where the name says nothing of it."""
        if name in self._options.value_names:
            return TEXT
        if name in self._options.place_names:
            return PLACE
        if (self._names.hides(name, value) or name in self._options.names) and not self._switched(name, value):
            return SECRET
        if name in self._options.login_names:
            return LOGIN
        if name in _COOKIES:
            return PAIR
        return PERHAPS if self._names_user and name in ("p", "P") else ""

    def _after_equals(self, name: str) -> tuple[str, str]:
        """What `--name=` says of the next argument: a blank may have come between, unless the value may be left out."""
        if self._options.joined or self._names.is_switch(name):
            return "", ""
        if name in self._options.names:
            return SECRET, ""
        return (SECRET, name) if self._names.is_secret(name) else ("", "")

    def _defined(self, flag: re.Match[str]) -> str:
        """The name, without the letter of `-Dname=value` where the rest tells of a secret."""
        name = flag["name"]
        if flag["dashes"] == "/" and name.lower() in self._options.names:
            return name.lower()
        if flag["dashes"] != "-" or flag["value"] is None or len(name) == 1:
            return name
        joined = name[0] == "D" or (name[0] in "PX" and self._names.is_secret(name[1:]))  # `-Password=x` is none
        return name[1:] if joined else name

    def _switched(self, name: str, value: str) -> bool:
        return self._names.is_switch(name) and value.lower() in _SWITCHED
