"""Secrets in the arguments of one program: what its options mean, one argument after the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets import places, programs
from desktop_rum.assemble.secrets.programs import OPTIONS, Options, base_name
from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.assemble.secrets.names import SecretNames
    from desktop_rum.assemble.secrets.texts import Texts

_FLAG: Final = re.compile(r"(?P<dashes>--?|[/+])(?P<name>[^\W\d][\w.\[\]-]*)(?:(?P<sep>[=:])(?P<value>.*))?", re.DOTALL)
_ASSIGNMENT: Final = re.compile(
    r"(?P<name>(?:\$(?:env:)?|env:)?[^\W\d][\w.\[\]-]*)(?P<sep>\+?={1,2}|:=@?|:(?=\s))(?P<value>.*)",
    re.DOTALL | re.IGNORECASE,
)
_NPM_KEY: Final = re.compile(r"//[^\s=]+:(?P<name>_?[A-Za-z]\w*)(?:=(?P<value>.*))?", re.DOTALL)
_HEADER_NAME: Final = re.compile(r"\"?(?P<name>[A-Za-z][\w-]*):", re.DOTALL)
_USER: Final = re.compile(r"(?P<user>[^:,%]*)(?P<sep>[:,%])(?P<password>.*)", re.DOTALL)
_HEADER_LINE: Final = re.compile(r"\s*[A-Za-z][\w-]*:\s")
_ORACLE: Final = re.compile(r"(?P<user>[^/\s]+)/(?P<password>[^\s]+?)(?P<at>@.*)?", re.DOTALL)

_EQUALS: Final = frozenset({"=", ":=", "==", "+=", ":", "=>"})
_SCHEMES: Final = frozenset({"bearer", "basic", "digest", "negotiate", "token", "apikey"})
_WINDOWS_PROGRAMS: Final = frozenset(
    {"net", "net1", "cmdkey", "schtasks", "wmic", "runas", "msiexec", "psexec", "sc", "reg", "installutil", "nltest",
     "dsadd", "dsmod", "setx", "rasdial"}
)  # fmt: skip

_SWITCHED: Final = frozenset({"", "true", "false", "yes", "no", "0", "1", "on", "off"})

_Next = str
_SECRET, _USER_NEXT, _PAIR_NEXT, _LINE, _PROSE, _EQUALS_NEXT = "secret", "user", "pair", "line", "prose", "equals"
_NAME_NEXT = "name"
_EVERYTHING, _VALUES = "everything", "values"


class Arguments:
    """Scrubs arguments."""

    def __init__(self, names: SecretNames, texts: Texts, line: Callable[[str], str]) -> None:
        """Arguments: what names, texts and whole shell lines are scrubbed by."""
        self.names = names
        self.texts = texts
        self.line = line

    def scrub(self, arguments: list[str]) -> list[str]:
        """The arguments, program first, without what is secret; one for one."""
        walk = _Walk(self, arguments)
        return [walk.step(index, argument) for index, argument in enumerate(arguments)]


class _Walk:
    """From argument to argument, with what is known so far."""

    def __init__(self, rules: Arguments, arguments: list[str]) -> None:
        self._rules = rules
        self._names = rules.names
        self._arguments = arguments
        self._program = ""
        self._head = ""
        self._entered = False
        self._options: Options | None = None
        self._positions = 0
        self._sets = False
        self._keeps = ""
        self._kept_from = 0
        self._next = ""
        self._more = 0
        self._name = ""

    def step(self, index: int, argument: str) -> str:
        """The argument without what is secret."""
        if self._next and not (self._next == _USER_NEXT and argument.startswith("-")):
            expected, self._next = self._next, _SECRET if self._more else ""
            self._more = max(0, self._more - 1)
            return self._expected(expected, argument)
        if not self._entered:
            return self._program_or_assignment(index, argument)
        if self._head in programs.RUNNERS and self._is_program(argument) and self._runs_here(index):
            return self._enter(argument)
        if self._options is not None and argument.startswith("-") and not argument.startswith("--"):
            short = self._short_option(argument, self._options)
            if short is not None:
                return short
        flag = _FLAG.fullmatch(argument)
        if flag is not None and not (flag["dashes"] == "/" and self._is_path(flag)):
            return self._flag(flag, argument)
        return self._positional(index, argument)

    def _expected(self, expected: _Next, argument: str) -> str:  # noqa: PLR0911 - one answer an expectation
        """An argument whose meaning the one before has told."""
        if expected == _EQUALS_NEXT:
            self._next = _SECRET
            return argument
        if expected == _NAME_NEXT:
            if self._is_secret_word(argument):
                self._expect(_SECRET)
            return argument
        if expected == _SECRET:
            if argument.lower() in _SCHEMES and "auth" in self._name.lower():
                self._next = _SECRET
                return argument
            if self._name and not self._names.hides(self._name, argument):
                return argument
            return MASK
        if expected == _USER_NEXT:
            return self._user(argument)
        if expected == _PAIR_NEXT and "=" in argument:
            return MASK
        if expected == _LINE:
            return self._rules.line(argument)
        return self._rules.texts.scrub(argument, prose=True)

    def _runs_here(self, index: int) -> bool:
        return self._head not in programs.FINDERS or self._arguments[index - 1] in programs.FINDERS_RUN

    def _program_or_assignment(self, index: int, argument: str) -> str:
        if self._precedes_equals(index, argument) or self._is_assigned_to(index, argument):
            return argument
        assignment = _ASSIGNMENT.fullmatch(argument)
        if assignment is not None:
            return self._assignment(assignment, argument)
        flag = _FLAG.fullmatch(argument)
        if flag is not None and flag["dashes"].startswith("-"):  # of an array
            self._entered = True
            return self._flag(flag, argument)
        return self._enter(argument)

    def _enter(self, argument: str) -> str:
        self._entered = True
        self._program = base_name(argument)
        self._head = self._head or self._program
        if self._program in programs.RUNNERS:
            self._head = self._program
        self._options = self._options_of_program()
        self._positions = 0
        self._sets = self._program in programs.SETTERS
        return self._rules.texts.scrub(argument)

    def _options_of_program(self) -> Options | None:
        """What its options mean, here."""
        subcommands = programs.SUBCOMMANDS.get(self._program, {})
        for word in subcommands:
            if word in self._arguments:
                return subcommands[word]
        if self._program == "reg" and any(map(self._is_secret_word, self._arguments)):
            return Options(names=frozenset({"d"}))  # `/v name … /d value`
        return OPTIONS.get(self._program)

    @staticmethod
    def _is_program(argument: str) -> bool:
        name = base_name(argument)
        return any(name in some for some in (OPTIONS, programs.RUNNERS, programs.SETTERS, programs.POSITIONAL))

    def _is_path(self, flag: re.Match[str]) -> bool:
        """`/name value` is an option where Windows programs run, and a path elsewhere; `/name:value` may be one."""
        knows_slashes = self._program in _WINDOWS_PROGRAMS or (self._options is not None and bool(self._options.names))
        return flag["sep"] is None and not knows_slashes

    def _short_option(self, argument: str, options: Options) -> str | None:  # noqa: C901, PLR0911 - one a kind of letter
        """A short option, alone or with others in front, as the program reads it; None where nothing is secret."""
        if argument[1:] in options.names:
            self._expect(_SECRET)
            return argument
        for at in range(1, len(argument)):
            letter, rest = argument[at], argument[at + 1 :]
            if letter in options.joined:
                return f"{argument[: at + 1]}{MASK}" if rest else argument
            if letter in options.secret:
                if rest:
                    return f"{argument[: at + 1]}{MASK}"
                self._expect(_SECRET)
                return argument
            if letter in options.user:
                if rest:
                    return f"{argument[: at + 1]}{self._user(rest)}"
                self._expect(_USER_NEXT)
                return argument
            if letter in options.pairs:
                if rest:
                    return f"{argument[: at + 1]}{MASK}" if "=" in rest else argument
                self._expect(_PAIR_NEXT)
                return argument
            if letter in options.takes or not letter.isalpha():
                return None
        return None

    def _flag(self, flag: re.Match[str], argument: str) -> str:  # noqa: C901 - one branch a kind of option
        name, value = self._defined(flag), flag["value"]
        options = self._options or Options()
        if flag["dashes"] == "/" and name.lower() in options.names:
            name = name.lower()
        if value is not None:
            return self._flag_with_value(flag, name, options)
        if flag["dashes"] != "+" and (self._names.is_secret(name) or name in options.names):
            if not self._names.is_switch(name) and name not in options.switches:
                self._expect(_SECRET, name if name not in options.names else "")
        elif (self._program, argument) in programs.AFTER_WORDS:
            self._expect(_SECRET, more=1)
        elif self._program == "jq" and name in ("arg", "argjson"):
            self._next = _NAME_NEXT
        elif name == "cookie":
            self._expect(_PAIR_NEXT)
        elif name in options.user_names or (name in ("u", "user") and self._program not in programs.IDS_NOT_PASSWORDS):
            self._expect(_USER_NEXT)
        elif programs.MESSAGES.fullmatch(argument):
            self._expect(_PROSE)
        elif programs.LINE_OPTIONS.fullmatch(argument) and {self._program, self._head} & programs.SHELLS:
            self._expect(_LINE)
        return argument

    def _flag_with_value(self, flag: re.Match[str], name: str, options: Options) -> str:
        value, before = flag["value"], flag[0][: flag.start("value")]
        if (self._names.hides(name, value) or name in options.names) and not self._switched(name, value):
            return f"{before}{MASK if value else ''}"
        if name == "cookie" and "=" in value:
            return f"{before}{MASK}"
        if name in options.user_names:
            return f"{before}{self._user(value)}"
        return f"{before}{self._value(value)}" if flag["sep"] == "=" else self._text(flag[0])

    def _defined(self, flag: re.Match[str]) -> str:
        """The name, without the letter of `-Dname=value` where the rest tells of a secret."""
        name = flag["name"]
        joined = flag["dashes"] == "-" and name[0] in "DPX" and self._names.is_secret(name[1:])
        return name[1:] if joined else name

    def _switched(self, name: str, value: str) -> bool:
        return self._names.is_switch(name) and value.lower() in _SWITCHED

    def _positional(self, index: int, argument: str) -> str:  # noqa: C901, PLR0911 - one answer a kind of argument
        self._positions += 1
        lower = argument.lower()
        if lower in programs.SETTERS or argument.endswith(":set"):
            self._sets = True
            if programs.KEEPERS & set(self._arguments[1:5]):
                self._keep(_VALUES)
            return argument
        if self._keeps:
            return self._kept(argument)
        if (self._program, lower) in programs.AFTER_WORDS:
            self._keep(_EVERYTHING)
            return argument
        if (self._program, argument) in programs.PUTS:
            self._keep(_VALUES)
            return argument
        npm = _NPM_KEY.fullmatch(argument)
        if npm is not None and self._names.is_secret(npm["name"]):
            if npm["value"] is None:
                self._expect(_SECRET)
                return argument
            return f"{argument[: npm.start('value')]}{MASK}"
        assignment = _ASSIGNMENT.fullmatch(argument)
        if assignment is not None:
            return self._assignment(assignment, argument)
        if self._precedes_equals(index, argument):
            return argument
        if (self._sets or self._program in programs.NAMING or lower.startswith("env:")) and self._is_secret_word(
            argument
        ):
            self._expect(_SECRET, argument)
            return argument
        header = _HEADER_NAME.fullmatch(argument)
        if header is not None and self._names.is_secret(header["name"]):
            self._expect(_SECRET, header["name"])
            return argument
        special = self._special(index, argument)
        return self._text(argument) if special is None else special

    def _keep(self, what: str) -> None:
        self._keeps, self._kept_from = what, self._positions

    def _kept(self, argument: str) -> str:
        """Among secrets: `name=value`, `name value`, or the secret alone."""
        assignment = _ASSIGNMENT.fullmatch(argument)
        if assignment is not None:
            return f"{argument[: assignment.start('value')]}{MASK}"
        is_name = self._keeps == _VALUES and self._positions == self._kept_from + 1
        return self._rules.texts.scrub(argument) if is_name else MASK

    def _precedes_equals(self, index: int, argument: str) -> bool:
        """Whether this is the name in `name = value`, three arguments."""
        following = self._arguments[index + 1] if index + 1 < len(self._arguments) else ""
        if following in _EQUALS and self._is_secret_word(argument):
            self._expect(_EQUALS_NEXT)
            return True
        return False

    def _is_assigned_to(self, index: int, argument: str) -> bool:
        """Whether this is `$name` or `=` of `$name = program …`, as PowerShell has it."""
        start = index - (argument == "=")
        name, equals = (*self._arguments[start : start + 2], "", "")[:2]
        return name.startswith("$") and equals == "="

    def _is_secret_word(self, argument: str) -> bool:
        return " " not in argument and self._names.is_secret(argument.removeprefix("$").removeprefix("env:"))

    def _special(self, index: int, argument: str) -> str | None:
        """Secrets that certain programs take at a certain place."""
        program, before = self._program, self._arguments
        oracle = _ORACLE.fullmatch(argument) if program in programs.ORACLE else None
        if oracle is not None and argument[0] not in "/@":
            return f"{oracle['user']}/{MASK}{oracle['at'] or ''}"
        if places.is_secret_place(program, self._positions, index, before):
            return MASK
        if program in ("composer", "poetry") and argument.startswith("http-basic."):
            self._expect(_SECRET, more=1)
            return argument
        if program == "bundle" and self._sets and _USER.fullmatch(argument) is not None:
            return self._user(argument)
        if program in ("redis-cli", "keydb-cli") and argument[:1] in "><#" and "setuser" in map(str.lower, before):
            return f"{argument[:1]}{MASK}"
        return None

    def _assignment(self, match: re.Match[str], argument: str) -> str:
        name, value = match["name"], match["value"]
        plain = re.sub(r"^\$?(?:env:)?", "", name, flags=re.IGNORECASE)
        if match["sep"] == ":":
            return self._text(argument)
        if not value and self._program == "sc" and self._names.is_secret(plain):
            self._expect(_SECRET)  # `password= value`, as Windows has it
        if self._names.hides(plain, value):
            return f"{argument[: match.start('value')]}{MASK if value else ''}"
        return f"{argument[: match.start('value')]}{self._value(value)}"

    def _value(self, value: str) -> str:
        """What stands after an innocent name: it may be a pair, a flag, a url or a line in turn."""
        inner = _ASSIGNMENT.fullmatch(value)
        if inner is not None:
            return self._assignment(inner, value)
        flag = _FLAG.fullmatch(value)
        if flag is not None and flag["value"] is not None and flag["dashes"] != "/":
            return self._flag(flag, value)
        return self._text(value)

    def _text(self, text: str) -> str:
        if self._head in programs.RUNNERS and re.search(r"\s", text.strip()) and not _HEADER_LINE.match(text):
            return self._rules.line(text)
        return self._rules.texts.scrub(text)

    def _user(self, text: str) -> str:
        match = _USER.fullmatch(text)
        others = self._program in programs.OTHER_SEPARATORS
        if match is None or "://" in text or (match["sep"] != ":" and not others):
            return self._rules.texts.scrub(text)
        user, password = match["user"], match["password"]
        if self._program not in OPTIONS and password.isdigit() and user.isdigit():
            return text
        if not password:  # the user is who the token says
            return f"{MASK}{match['sep']}" if user else text
        return f"{user}{match['sep']}{MASK}"

    def _expect(self, expected: _Next, name: str = "", *, more: int = 0) -> None:
        self._next, self._name, self._more = expected, name, more
