"""Removes what is secret in one value, according to the kind of value that its option or place takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets import options, places, programs
from desktop_rum.assemble.secrets.forms import ACCOUNT, ASSIGNMENT, FLAG, HEADER_LINE, LOGIN, SCHEDULE
from desktop_rum.assemble.secrets.program_options import OPTIONS, OTHER_SEPARATORS
from desktop_rum.assemble.secrets.spoken import is_told
from desktop_rum.assemble.secrets.tokens import looks_chosen
from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.assemble.secrets.names import SecretNames
    from desktop_rum.assemble.secrets.texts import Texts


_PORT_OR_PATH: Final = re.compile(r"\d{1,5}\Z|\d+:\d+|[$/.~]")

_DATA_FILE: Final = re.compile(r"[\w./-]+\.(?:hcl|json|ya?ml|toml)")
"""What pairs may be in instead: `vault policy write name file.hcl`."""

_BLANK: Final = re.compile(r"\S\s+\S")
"""Between words."""

_OF_ANY_LANGUAGE: Final = frozenset({"if", "else", "while", "function"})
"""What a text begins with that need not be for a shell."""

MAX_NESTED: Final = 8
"""Of assignments in assignments: `a=b=c=x`."""


class Values:
    """Scrubs the values among the arguments of one program."""

    def __init__(self, names: SecretNames, texts: Texts, line: Callable[[str], str | None]) -> None:
        self._names = names
        self._texts = texts
        self._line = line
        self._program = ""
        self._options = options.NONE
        self._runs_programs = False
        self._named: set[str] = set()
        self._nested = 0

    def enter(self, program: str, known: options.Options, *, runs_programs: bool) -> None:
        """From here on the arguments are those of this program; a text may be a line where it runs others."""
        self._program, self._options, self._runs_programs = program, known, runs_programs

    def of(self, kind: str, value: str) -> str:
        """The value of an option, which says what it is."""
        if _is_secret(kind, value):
            return MASK
        if kind == options.PLACE:
            return value
        if kind == options.LOGIN:
            return self.login(value)
        if kind == options.LINE:
            return self._nested_line(value)
        if kind == options.PROSE:
            return self._texts.scrub(value, prose=True)
        return self.any(value)

    def _nested_line(self, value: str) -> str:
        line = self._line(value)
        if line is not None and self._program in programs.POWERSHELLS:  # their brackets are no groups of ours
            line = self._texts.scrub(line)
        return MASK if line is None else line

    def at_place(self, kind: str, value: str) -> str:
        """The value at a place that a synopsis knows."""
        if kind == places.LOGINS:
            return self.login(value)
        if kind == places.ACCOUNTS:
            return ACCOUNT.sub(_masked_account, value)
        if kind in (places.NAMES, places.RULES):
            return value if kind == places.NAMES else f"{value[:1]}{MASK}"
        is_file = kind == places.PAIRS and _DATA_FILE.fullmatch(value) is not None
        if value == "-" or is_file or (kind == places.TYPED and not looks_chosen(value)):  # the input
            return self.any(value)
        assignment = ASSIGNMENT.fullmatch(value) if kind == places.PAIRS else None
        if assignment is None or not assignment["value"]:  # what ends so is padded
            return MASK
        return f"{value[: assignment.start('value')]}{MASK}"

    def program(self, text: str) -> str:
        """A program; where somebody forgot that there is no shell, a whole line stands in its place."""
        if _BLANK.search(text) is None:
            return self._texts.scrub(text)
        line = self._line(text)
        name = text.split(None, 1)[0]
        if line is None and programs.has_options(name):
            return f"{name} {MASK}"
        return self._texts.scrub(text if line is None else line)

    def plain(self, text: str) -> str:
        """A text that is no line for a shell."""
        return self._texts.scrub(text)

    def any(self, value: str) -> str:
        """What is said to be nothing: it may be a pair, a flag, a url or a line in turn."""
        assignment = ASSIGNMENT.fullmatch(value)
        if assignment is not None:
            return self.assigned(assignment)
        flag = FLAG.fullmatch(value)
        if flag is None or flag["value"] is None or flag["dashes"] == "/":
            return self.text(value)
        before = value[: flag.start("value")]
        return (
            f"{before}{MASK}"
            if self._names.hides(flag["name"], flag["value"])
            else f"{before}{self.any(flag['value'])}"
        )

    def assigned(self, assignment: re.Match[str]) -> str:
        """`name=value`."""
        name, value, before = assignment["name"], assignment["value"], assignment[0][: assignment.start("value")]
        if (
            not value or self._program in programs.SEARCHERS
        ):  # what ends so may be padded; what is looked for, a pattern
            return self._texts.scrub(assignment[0])
        plain = re.sub(r"^\$?(?:env:)?", "", name, flags=re.IGNORECASE)
        if assignment["sep"] == ":" or "alue=" in value:  # `Key=NAME,Value=…` is read as a text
            return self.text(assignment[0])
        if (
            self._names.hides(plain, value)
            or plain.lower() in self._options.names
            or self._is_named_before(name, value)
        ):
            return f"{before}{MASK}"
        of_host = name.startswith("BUNDLE_") and "__" in name  # in bundler's spelling
        if of_host or (self._program in OTHER_SEPARATORS and plain in ("user", "username")):
            return f"{before}{self.login(value)}"
        if plain == "userid":
            return f"{before}{ACCOUNT.sub(_masked_account, value)}"
        return f"{before}{self._inner(value)}"

    def _inner(self, value: str) -> str:
        """A value that may be an assignment in turn, and so on: not without end."""
        if self._nested >= MAX_NESTED:
            return self._texts.scrub(value)
        self._nested += 1
        try:
            return self.any(value)
        finally:
            self._nested -= 1

    def _is_named_before(self, name: str, value: str) -> bool:
        """Whether this is the second of `env[0].name=TOKEN env[0].value=x`."""
        owner, dot, field = name.rpartition(".")
        if dot and field == "name" and self._names.is_secret(value):
            self._named.add(owner)
        return field == "value" and owner in self._named

    def text(self, text: str) -> str:
        """A text, or a line for a shell."""
        header = HEADER_LINE.match(text)
        if header is not None and self._is_secret_header(header["name"], header["value"]):
            return f"{text[: header.start('value')]}{MASK}"
        if header is not None or _BLANK.search(text) is None:
            return self._texts.scrub(text)
        if self._runs_programs and not text.startswith(("<(", ">(", "$(", "`")):  # those were read where they stand
            line = self._line(text)
            if line is None and any(map(programs.is_known, text.split())):
                return MASK
            return self._texts.scrub(text if line is None else line)
        schedule = SCHEDULE.match(text)
        start = 0 if schedule is None else schedule.end()
        first = text[start:].split(None, 1)[0]
        if programs.has_options(first) and first not in _OF_ANY_LANGUAGE:  # as in `GIT_SSH_COMMAND`
            return self._texts.scrub(f"{text[:start]}{self._line(text[start:]) or text[start:]}")
        return self._texts.scrub(text)

    def _is_secret_header(self, name: str, value: str | None) -> bool:
        return value is not None and value[0] not in "{[" and self._names.hides(name, value) and not is_told(value)

    def login(self, text: str) -> str:
        """`user:password`."""
        match = LOGIN.fullmatch(text)
        if match is None or "://" in text or match["sep"] not in (":", OTHER_SEPARATORS.get(self._program)):
            return self._texts.scrub(text)
        user, password = match["user"], match["password"]
        if self._program not in OPTIONS and password.isdigit() and user.isdigit():
            return text
        if not password:  # the user is who the token says
            return f"{MASK}{match['sep']}" if user else text
        return f"{self._texts.scrub(user)}{match['sep']}{MASK}"


def _is_secret(kind: str, value: str) -> bool:
    return (
        kind == options.SECRET
        or (kind == options.PAIR and "=" in value)
        or (kind == options.PERHAPS and not _PORT_OR_PATH.match(value))
        or (kind == options.CHOSEN and looks_chosen(value))
    )


def _masked_account(account: re.Match[str]) -> str:
    return f"{account['user']}/{MASK}{account['at'] or ''}"
