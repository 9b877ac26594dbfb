"""Commands that read a secret from their input, and what of a shell line is written into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import base_name
from desktop_rum.assemble.secrets.pairs import last_word
from desktop_rum.assemble.secrets.programs import RUNNERS, SEARCHERS, STORE_WORDS
from desktop_rum.assemble.secrets.readers import ALWAYS_READERS, OPTIONAL_READERS, SUBCOMMAND_READERS
from desktop_rum.assemble.secrets.shell_words import SimpleCommand, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.assemble.secrets.names import SecretNames

MAX_PIPED: Final = 8
"""Commands before a pipe that are looked at."""

_READING: Final = re.compile(
    r"--?[\w.-]*(?:-stdin|-?stdinpass(?:phrase)?|-fd|with-token|set-password|with-password)(?:=.*)?"
    r"|--ask-?pass(?:word)?|password_stdin|fd:\d+|-[A-Za-z]*S|--stdin|--stdin-password"
)

_STORES: Final = frozenset(
    {"docker", "podman", "gh", "wrangler", "npx", "fly", "flyctl", "vault", "kubectl", "heroku", "doppler", "gcloud"}
)
"""Read one where they are told of secrets."""

_VARIABLES: Final = frozenset({"read", "mapfile", "readarray"})
"""Read into a variable, whose name tells."""

_WRITERS: Final = frozenset({"echo", "printf", "print", "builtin", "yes"})
"""Write their arguments into a pipe."""

_LOGS_IN: Final = re.compile(r"login|signin|sign-in|adduser|(?:[\w-]+:)?secrets?:set")
"""Subcommands of many programs that ask for a secret."""

_SUDO: Final = re.compile(r"\bsudo\s(?:\S+\s+){0,8}?(?:-[A-Za-z]*S|--stdin)\b")
"""In a line that another program runs."""

_PIPES: Final = frozenset({"|", "|&"})
_OPENERS: Final = frozenset({"{", "do", "then", "else", "!"})
_FILE: Final = re.compile(r"<\(\s*(?:echo|printf)\s+(?P<text>[^()]+)\)")
"""What is read as a file, though a command writes it."""

_INTO: Final = frozenset({">", ">>", ">|"})
_KEPT_IN: Final = re.compile(r"(?:.*[\\/])?(?P<name>[^\\/.]+|[^\\/]+\.secrets)(?:\.(?:txt|key|pass|secret|token|pw))?")
"""A file whose name says what is in it; `tokens.py` and `secrets.yaml` are of many things."""

_HOW: Final = re.compile(r"-[a-zA-Z]{1,2}|(?:%[sb]|\\n)+")
"""Says how something is written: a short option, a format."""


def reads_secret(command: SimpleCommand, names: SecretNames) -> bool:
    """Whether the command reads a secret from its input."""
    values = [word.value for word in command.words if not word.after]
    programs = {base_name(value) for value in values}
    if (
        keeps_secret(command, names)
        or programs & ALWAYS_READERS
        or (programs & _STORES and STORE_WORDS.intersection(values))
    ):
        return True
    if any(program in programs and word in values for program, word in SUBCOMMAND_READERS) or (
        programs.isdisjoint(SEARCHERS) and any(_LOGS_IN.fullmatch(value) for value in values[1:3])
    ):
        return True
    if programs & _VARIABLES:
        return any(map(names.is_secret, values))
    if values[-1:] and values[-1].startswith("--") and names.is_secret(values[-1]):
        return "=" not in values[-1]  # it is asked for
    if programs & OPTIONAL_READERS:
        return any(value in ("stdin", "value=-") or _READING.fullmatch(value) for value in values)
    return any(_READING.fullmatch(value) and _is_of_secret(value, names) for value in values) or (
        not programs.isdisjoint(RUNNERS) and any(map(_SUDO.search, values))
    )


def _is_of_secret(option: str, names: SecretNames) -> bool:
    """Whether an option that has something read says that it is secret; `--stdin` alone may have anything read."""
    return "pass" in option or names.is_secret(option.partition("=")[0])


def keeps_secret(command: SimpleCommand, names: SecretNames) -> bool:
    """Whether what the command writes goes into a file that is named after a secret."""
    tees = base_name(command.words[0].value) == "tee"
    files = (_KEPT_IN.fullmatch(word.value) for word in command.words if tees or word.after in _INTO)
    return any(file is not None and names.is_secret(last_word(file["name"])) for file in files)


def written(commands: list[SimpleCommand], *, itself: bool = False) -> Iterator[tuple[int, int, str]]:
    """Where the input of the last command is written: a here-string, a here-document, words of an `echo`.

    Arguments: `itself` is whether what that command writes counts as well.
    """
    *before, command = commands
    for each in (*_piped(before), command):
        yield from ((word.start, word.end, "") for word in each.words if word.after == "<<<")
        yield from ((start, end, "\n") for start, end in each.bodies if end > start)
        for word in each.words:
            file = _FILE.search(word.value)
            if file is not None and len(word.value) == word.end - word.start:  # so nothing was quoted before it
                yield word.start + file.start("text"), word.start + file.end("text"), ""
        if each is not command and len(each.words) == 1 and _is_quoted(each.words[0]):  # `"x" | cmdlet`
            yield each.words[0].start, each.words[0].end, ""
        program = next((at for at, word in enumerate(each.words) if word.value not in _OPENERS), 0)
        if base_name(each.words[program].value) in RUNNERS:  # `sudo echo x | …`
            program = next((at for at, word in enumerate(each.words) if word.value in _WRITERS), program)
        if (itself or each is not command) and base_name(each.words[program].value) in _WRITERS:
            words = [word for word in each.words[program + 1 :] if word.after not in _INTO]
            yield from ((word.start, word.end, "") for word in words if not _HOW.fullmatch(word.value))


def piped_secrets(arguments: list[str], names: SecretNames) -> Iterator[int]:
    """Which arguments are written into the pipe of a command that reads a secret: `ssh h echo x "|" sudo -S ls`."""
    commands = [SimpleCommand([])]
    for index, argument in enumerate(arguments):
        if argument == "|":
            commands[-1].operator = argument
            commands.append(SimpleCommand([]))
        else:
            commands[-1].words.append(Word(index, index + 1, argument))
    commands = [command for command in commands if command.words]
    for number, command in enumerate(commands):
        if number and reads_secret(command, names):
            yield from (start for start, _, _ in written(commands[: number + 1]))


def _is_quoted(word: Word) -> bool:
    return word.end - word.start == len(word.value) + 2


def _piped(before: list[SimpleCommand]) -> list[SimpleCommand]:
    """What writes into the pipe after these: the last one, with those piped into it, or all of a group."""
    found: list[SimpleCommand] = []
    group = 0
    for command in reversed(before[-MAX_PIPED:]):
        if command.operator in _PIPES:
            group = command.depth
        elif not group or command.depth < group:
            break
        found.append(command)
    return found
