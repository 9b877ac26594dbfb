"""Secrets in the arguments of one program: a walk from one to the next."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets import programs
from desktop_rum.assemble.secrets.flags import Flags
from desktop_rum.assemble.secrets.formats import secret_places, secret_positions
from desktop_rum.assemble.secrets.forms import (
    ASSIGNMENT,
    EQUALS,
    FLAG,
    HEADER_NAME,
    NPM_KEY,
    SCHEMES,
    base_name,
)
from desktop_rum.assemble.secrets.inputs import piped_secrets
from desktop_rum.assemble.secrets.neighbours import Neighbours
from desktop_rum.assemble.secrets.options import (
    CHOSEN,
    LINE,
    LOGIN,
    NAME,
    PERHAPS,
    PROSE,
    SECRET,
    TEXT,
)
from desktop_rum.assemble.secrets.places import Places
from desktop_rum.assemble.secrets.program_options import SUBCOMMANDS, options_of
from desktop_rum.assemble.secrets.synopses import ANY_STORE, SYNOPSES
from desktop_rum.assemble.secrets.urls import MASK
from desktop_rum.assemble.secrets.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from desktop_rum.assemble.secrets.names import SecretNames
    from desktop_rum.assemble.secrets.texts import Texts

_AUTHORIZATION: Final = re.compile(r".*auth(?:orization|entication)?", re.IGNORECASE)

_SETS_PASSWORD: Final = re.compile(
    r"(?:set|change|reset|update|add)[-_:]?(?:user[-_]?)?(?:password|passwd|passphrase|api[-_]?key|secret|token)"
)
"""Words before a password alone, or after its user."""

_PASSWORDS: Final = frozenset({"password", "passwd", "passphrase", "passcode", "pwd", "apikey", "api-key", "api_key"})
_READ: Final = frozenset(
    {"get", "show", "list", "read", "find", "describe", "delete", "rm", "remove", "inspect", "reset", "generate"}
)
"""Words before such a word after which a name comes."""

_NOT_BEFORE_FLAGS: Final = frozenset({CHOSEN, LOGIN, NAME, PERHAPS, PROSE, TEXT})
"""What no flag is taken for: the option before it had no value, or is another one than we think."""


_BETWEEN: Final = frozenset({"--", "|", "||", "&", "&&", ";"})
"""After which another program is run: for the shell of another machine, for one."""

_TAKE_PROGRAMS: Final = programs.RUNNERS - programs.CONTAINERS
_RUN: Final = frozenset({"exec", "run", "--"})
"""Words of many programs, after which another is run: `conda run -n env mysql`."""

_NOT_FOR_PASSWORDS: Final = programs.NO_PASSWORDS | programs.SEARCHERS | programs.WRITERS | programs.WINDOWS_PROGRAMS


class Arguments:
    """Scrubs arguments."""

    def __init__(self, names: SecretNames, texts: Texts, line: Callable[[str], str | None]) -> None:
        """Arguments: what names, texts and whole shell lines are scrubbed by; None for a line that cannot be read."""
        self._names = names
        self._texts = texts
        self._line = line

    def scrub(self, arguments: list[str]) -> list[str]:
        """The arguments, program first, without what is secret; one for one."""
        walk = _Walk(self._names, Values(self._names, self._texts, self._line), arguments, self._line)
        scrubbed = [walk.step(index, argument) for index, argument in enumerate(arguments)]
        for index in piped_secrets(arguments, self._names) if "|" in arguments else ():
            scrubbed[index] = MASK
        return scrubbed


class _Walk:
    """From argument to argument, with what is known so far."""

    def __init__(
        self, names: SecretNames, values: Values, arguments: list[str], line: Callable[[str], str | None]
    ) -> None:
        self._names = names
        self._line = line
        self._line_at = 0
        self._positions: frozenset[int] = frozenset()
        self._values = values
        self._arguments = arguments
        self._program = ""
        self._runner = ""
        self._neighbours = Neighbours(names, arguments)
        self._flags: Flags
        self._places: Places
        self._shell = ""
        self._subcommands: Container[str] = ()
        self._format: Iterator[bool] | None = None
        self._sets = False
        self._runs = False
        self._next = ""
        self._then = ""
        self._name = ""
        self._ended = False

    def step(self, index: int, argument: str) -> str:
        """The argument without what is secret."""
        if index - self._line_at - 1 in self._positions:
            self._expect()
        if self._next in _NOT_BEFORE_FLAGS and argument.startswith(("-", "+")) and FLAG.fullmatch(argument) is not None:
            self._next = self._then = ""
        if self._next:
            return self._announced(index, argument)
        if not self._program:
            return self._program_or_assignment(index, argument)
        if (self._runner or self._runs) and self._runs_here(index, argument):
            return self._enter(argument)
        self._runs |= argument in _RUN and self._program not in _NOT_FOR_PASSWORDS
        if argument == "--" and self._program in programs.SEARCHERS:
            self._ended = True  # what follows is looked for
        option = None if self._ended else self._flags.read(argument, self._shell)
        place = self._places.what(argument, is_option=option is not None)
        if option is None and self._program == "printf":
            return self._formatted(argument)
        if option is not None and not (place and argument[0] == "+"):  # base64 may begin so
            self._next, self._name = option.next, option.name
            return option.text
        return self._values.at_place(place, argument) if place else self._positional(index, argument)

    def _announced(self, index: int, argument: str) -> str:
        """An argument whose meaning the one before has told."""
        kind, self._next, self._then = self._next, self._then, ""
        if kind == TEXT:
            return self._positional(index, argument)  # at no place of its own
        if kind in (LINE, PROSE) and self._program in _TAKE_PROGRAMS and programs.is_known(argument):
            return self._enter(argument)  # `cmd /c net user …` has no quotes around its line, `nsenter -m` takes none
        if kind == NAME and "=" not in argument and self._neighbours.is_secret_word(argument):
            self._expect(argument)
        if kind == LINE:
            self._line_at, self._positions = index, secret_positions(argument, self._line)
        if kind != SECRET:
            return self._values.of(kind, argument)
        if (
            argument in EQUALS
            or argument.lower() == "-value"
            or (
                argument.lower() in SCHEMES
                and _AUTHORIZATION.fullmatch(self._name)
                and self._arguments[index - 1] not in EQUALS
            )
        ):
            self._next = SECRET
            return argument
        if not argument or (self._name and not self._names.hides(self._name, argument)):
            return argument
        return MASK

    def _formatted(self, argument: str) -> str:
        """The format of `printf`, then what fills it, again and again."""
        if self._format is None:
            self._format = itertools.cycle(secret_places(argument, self._values.plain) or [False])
            return self._values.plain(argument)
        return MASK if next(self._format) else self._values.plain(argument)

    def _expect(self, name: str = "") -> None:
        """The next argument is secret; with a name, as far as that name says so of it."""
        self._next, self._name = SECRET, name

    def _runs_here(self, index: int, argument: str) -> bool:
        """Whether a runner runs this program here."""
        before = self._arguments[index - 1]
        if self._program in programs.RUNNERS:
            is_first = self._program not in programs.CONTAINERS or before == "--"  # theirs may be `patch`, `cp`, `top`
            if not programs.is_known(argument) and not (is_first and programs.is_run_first(argument)):
                return False
        elif not programs.is_known(argument) or not self._runs_another(before, argument):
            return False
        if self._program in programs.CONTAINERS and argument in programs.CONTAINERS_OWN:
            return False
        return self._runner not in programs.FINDERS or before in programs.FINDERS_RUN

    def _runs_another(self, before: str, argument: str) -> bool:
        """Whether a known program is run, and is not a word of the one that runs already, such as `az mysql`."""
        name = base_name(argument)
        if name == self._program or name in programs.SETTERS or name in self._subcommands:
            return False
        if self._runs or self._runner in programs.CONTAINERS or self._runner in programs.FINDERS or before in _BETWEEN:
            return True
        return base_name(before) == self._program  # that was a host, or a user

    def _program_or_assignment(self, index: int, argument: str) -> str:
        if self._precedes_equals(index) or self._neighbours.is_assigned_to(index):
            return argument
        assignment = ASSIGNMENT.fullmatch(argument)
        if assignment is not None:
            return self._values.assigned(assignment)
        flag = FLAG.fullmatch(argument)
        if flag is None or not flag["dashes"].startswith("-"):
            return self._enter(argument)
        self._program = "-"  # of an array
        self._flags = Flags(self._names, self._values, "", self._neighbours)
        self._places = Places("", self._neighbours)
        return self.step(index, argument)

    def _enter(self, argument: str) -> str:
        self._program = base_name(argument) or "-"
        if self._program in programs.RUNNERS:
            self._runner = self._program
        # The program that takes lines for a shell, if there is one here.
        self._shell = next((name for name in (self._program, self._runner) if name in programs.SHELLS), "")
        options = options_of(self._program, self._neighbours)
        self._values.enter(
            self._program, options, runs_programs=bool(self._runner) or self._program in programs.TAKE_LINES
        )
        self._flags = Flags(self._names, self._values, argument, self._neighbours, options)
        self._places = Places(self._program, self._neighbours)
        self._subcommands = SUBCOMMANDS.get(self._program, ())
        self._sets = self._program in programs.SETTERS
        if self._sets and self._neighbours.keep_secrets:
            self._places = Places(ANY_STORE, self._neighbours)
        return self._values.program(argument)

    def _positional(self, index: int, argument: str) -> str:
        lower = argument.lower()
        if lower in programs.SETTERS or lower.endswith(":set"):
            self._sets = True
            if self._neighbours.keep_secrets:
                self._places = Places(ANY_STORE, self._neighbours)
            return argument
        npm = NPM_KEY.fullmatch(argument)
        if npm is not None and npm["value"] is not None and self._names.is_secret(npm["name"]):
            return f"{argument[: npm.start('value')]}{MASK}"
        assignment = ASSIGNMENT.fullmatch(argument)
        if assignment is not None:
            if (
                not assignment["value"]
                and self._program in programs.WINDOWS_PROGRAMS
                and self._names.is_secret(assignment["name"])
            ):
                self._expect()  # `password= value`, as Windows has it
            return self._values.assigned(assignment)
        if lower in self._subcommands:
            return argument
        names_the_next = not self._places.waits and self._names_the_next(index, argument)
        return self._values.plain(argument) if names_the_next else self._values.text(argument)

    def _precedes_equals(self, index: int) -> bool:
        """Whether this is the name in `name = value`, three arguments."""
        if not self._neighbours.precedes_equals(index):
            return False
        if not self._neighbours.is_cmdlet(index + 2):
            self._expect(self._arguments[index])
        return True

    def _names_the_next(self, index: int, argument: str) -> bool:
        """Whether this is the name of the secret that is the next argument."""
        if self._precedes_equals(index):
            return True
        npm = NPM_KEY.fullmatch(argument)
        if npm is not None and self._names.is_secret(npm["name"]):
            self._expect()
            return True
        if self._neighbours.follows_user(index):
            self._expect()
            return True
        header = None if self._program in programs.SEARCHERS else HEADER_NAME.fullmatch(argument)
        sets = header is not None or self._sets or argument.lower().startswith("env:")
        name = argument if header is None else header["name"]
        of_kind = "/" in name and self._runner in programs.CONTAINERS  # `deployment/auth`
        if sets and not of_kind and self._neighbours.is_secret_word(name):
            self._expect(name)
            return True
        return self._is_word_before_password(index, argument.lower())

    def _is_word_before_password(self, index: int, word: str) -> bool:
        """Whether this is `password` or `set-password`, and what follows may be one: for a user's name nobody knows."""
        if self._program in _NOT_FOR_PASSWORDS or self._program in SYNOPSES:
            return False
        if word in _PASSWORDS and self._arguments[index - 1].lower() not in _READ:
            self._next = CHOSEN
            return True
        if _SETS_PASSWORD.fullmatch(word) is None:
            return False
        user, password = (*self._arguments[index + 1 : index + 3], "", "")[:2]
        if user[:1] != "-" and password and password[0] not in "-+/":
            self._next, self._then, self._name = TEXT, SECRET, ""
        else:
            self._next = CHOSEN
        return True
