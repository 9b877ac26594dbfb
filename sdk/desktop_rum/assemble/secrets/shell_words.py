"""A shell line taken apart into simple commands and their words, each with its place in the line.

Knows quotes, escapes, substitutions, redirections, here-documents and comments, of POSIX shells and as far as they
agree of others; it expands nothing. What it cannot take apart it says so of.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from desktop_rum.assemble.secrets.shell_quotes import CannotParse, piece

_OPERATOR: Final = re.compile(r"\|&|\|\||&&|;;&?|;&|[|&;()\n]")
_REDIRECTION: Final = re.compile(r"[0-9]*(?:<<<|<<-?|>>|>\||&>>?|<>|[<>]&(?:[0-9]+-?(?=[\s;|&)]|\Z)|-)?|[<>](?!\())")
_DRIVE: Final = re.compile(r"(?:[A-Za-z]:\\|\\\\(?=[\w.$-]+\\))[^\s\"';|&<>()]*")
"""A path of Windows, whose backslashes escape nothing."""

_UNQUOTED: Final = re.compile(r"[\w./:=,@%+~^!*?\[\]{}#-]+")
"""What stands for itself."""

MAX_COMMANDS: Final = 2_000
"""In one line: as many as a long script has."""

_BLANK: Final = " \t\r"


class Word(msgspec.Struct):
    """A word of a line."""

    start: int
    end: int
    value: str
    """Without its quotes; substitutions stay as they are written."""
    after: str = ""
    """The redirection whose target it is."""


class SimpleCommand(msgspec.Struct):
    """A program with its arguments and what precedes them."""

    words: list[Word]
    operator: str = ""
    """What follows it: `|`, `&&`, `;` …"""
    depth: int = 0
    """Of the groups that it stands in: `( … )`, `{ … }`."""
    bodies: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """Where its here-documents lie."""


def simple_commands(line: str) -> list[SimpleCommand]:
    """The simple commands of a line.

    Raises:
        CannotParse: a quote or a substitution is not closed, or there are too many commands.
    """
    return _Reader(line).read()


class _Reader:
    def __init__(self, line: str) -> None:
        self._line = line
        self._at = 0
        self._commands: list[SimpleCommand] = []
        self._current = SimpleCommand([])
        self._redirection = ""
        self._depth = 0
        self._documents: list[tuple[SimpleCommand, str, bool]] = []

    def read(self) -> list[SimpleCommand]:
        line = self._line
        while self._at < len(line):
            character = line[self._at]
            if character in _BLANK or line.startswith("\\\n", self._at):
                self._at += 1 if character in _BLANK else 2
            elif character == "#" and (self._at == 0 or line[self._at - 1] in " \t\n;&|("):
                self._comment()
            elif (redirection := _REDIRECTION.match(line, self._at)) is not None:
                self._at = redirection.end()
                self._redirection = (
                    redirection[0].lstrip("0123456789")
                    if redirection[0][-1] in "<>|&" or "<<-" in redirection[0]
                    else ""
                )
            elif (operator := _OPERATOR.match(line, self._at)) is not None:
                self._at = operator.end()
                self._end_command(operator[0])
            else:
                self._word()
        self._end_command("")
        return self._commands

    def _comment(self) -> None:
        """A comment may hold a secret as well: its words count as arguments."""
        self._at += 1

    def _end_command(self, operator: str) -> None:
        self._redirection = ""
        words = self._current.words
        self._depth += bool(words) and words[0].value == "{"
        if words:
            self._current.operator, self._current.depth = operator, self._depth
            if len(self._commands) == MAX_COMMANDS:
                raise CannotParse
            self._commands.append(self._current)
            self._current = SimpleCommand([])
        elif self._commands and self._commands[-1].operator == ")":
            self._commands[-1].operator = operator
            if operator == ")":
                self._commands[-1].depth = self._depth
        if operator == "(":
            self._depth += 1
        elif self._depth and (operator == ")" or (words and words[0].value == "}")):
            self._depth -= 1
        if operator == "\n":
            self._read_documents()

    def _word(self) -> None:
        line, start = self._line, self._at
        parts: list[str] = []
        drive = _DRIVE.match(line, start)
        if drive is not None:
            parts.append(drive[0])
            self._at = drive.end()
        while self._at < len(line):
            character = line[self._at]
            if character in " \t\r\n;|&<>()" and not line.startswith(("<(", ">("), self._at):
                # `name(` is a function; what is in an array, `name=(…)`, counts as a command.
                if character == "(" and parts and parts[-1][-1:] != "=":
                    parts.append(character)
                    self._at += 1
                    continue
                break
            run = _UNQUOTED.match(line, self._at)
            end, part = piece(line, self._at) if run is None else (run.end(), run[0])
            parts.append(part)
            self._at = end
        if self._at == start:
            self._at += 1
            return
        word = Word(start, self._at, "".join(parts), self._redirection)
        self._current.words.append(word)
        if self._redirection in ("<<", "<<-"):
            self._documents.append((self._current, word.value, self._redirection == "<<-"))
        self._redirection = ""

    def _read_documents(self) -> None:
        """Here-documents begin after the line that names them."""
        documents, self._documents = self._documents, []
        for command, delimiter, indented in documents:
            start = self._at
            while self._at < len(self._line):
                end = self._line.find("\n", self._at)
                end = len(self._line) if end < 0 else end
                text = self._line[self._at : end]
                body_end, self._at = self._at, end + 1
                if (text.lstrip("\t") if indented else text) == delimiter:
                    command.bodies.append((start, body_end))
                    break
            else:
                command.bodies.append((start, len(self._line)))
