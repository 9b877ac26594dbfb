"""A shell line taken apart into simple commands and their words, each with its place in the line.

Knows quotes, escapes, substitutions, redirections, here-documents and comments, of POSIX shells and as far as they
agree of others; it expands nothing. What it cannot take apart it says so of.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

_OPERATOR: Final = re.compile(r"\|&|\|\||&&|;;&?|;&|[|&;()\n]")
_REDIRECTION: Final = re.compile(r"[0-9]*(?:<<<|<<-?|>>|>\||&>>?|[<>]&|<>|[<>](?!\())(?:[0-9]+-?(?=[\s;|&)]|\Z)|-)?")
_DRIVE: Final = re.compile(r"[A-Za-z]:\\[^\s\"';|&<>()]*")
"""A path of Windows, whose backslashes escape nothing."""

_BLANK: Final = " \t\r"
_ESCAPED_IN_DOUBLE: Final = '$`"\\\n'


class CannotParse(ValueError):  # noqa: N818 - an answer, not a failure
    """The line is no line of a shell that we know."""


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
        CannotParse: a quote or a substitution is not closed.
    """
    return _Reader(line).read()


def substitutions(line: str) -> list[tuple[int, int]]:
    """Where the outermost command substitutions lie, without their brackets.

    Raises:
        CannotParse: as above.
    """
    found: list[tuple[int, int]] = []
    at, double = 0, False
    while at < len(line):
        character = line[at]
        if character == "\\":
            at += 2
        elif character == "'" and not double:
            at = _end_of_single(line, at)
        elif character == '"':
            double = not double
            at += 1
        elif character == "`" or line.startswith(("$(", "<(", ">("), at):
            end = _end_of_substitution(line, at)
            opening = 1 if character == "`" else 2
            found.append((at + opening, end - 1))
            at = end
        else:
            at += 1
    return found


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
                self._redirection = redirection[0].lstrip("0123456789") if redirection[0][-1] in "<>|&-" else ""
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
                if (
                    character == "(" and parts and parts[-1] != "="
                ):  # a function; what is in an array counts as a command
                    parts.append(character)
                    self._at += 1
                    continue
                break
            end, part = _piece(line, self._at)
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


def _piece(line: str, at: int) -> tuple[int, str]:  # noqa: PLR0911 - one answer a kind of piece
    """One quoted, escaped, substituted or plain piece of a word: where it ends, and what it is."""
    character = line[at]
    if character == "\\":
        return at + 2, line[at + 1 : at + 2].replace("\n", "")
    if character == "'":
        end = _end_of_single(line, at)
        return end, line[at + 1 : end - 1]
    if character == '"':
        return _double(line, at)
    if line.startswith("$'", at):
        return _ansi(line, at)
    if line.startswith('$"', at):
        return _double(line, at + 1)
    if character == "`" or line.startswith(("$(", "${", "<(", ">("), at):
        end = _end_of_brace(line, at) if line.startswith("${", at) else _end_of_substitution(line, at)
        return end, line[at:end]
    return at + 1, character


def _double(line: str, at: int) -> tuple[int, str]:
    parts: list[str] = []
    at += 1
    while at < len(line):
        character = line[at]
        if character == '"':
            return at + 1, "".join(parts)
        if character == "\\" and line[at + 1 : at + 2] in _ESCAPED_IN_DOUBLE and at + 1 < len(line):
            parts.append(line[at + 1])
            at += 2
        elif character == "`" or line.startswith(("$(", "${"), at):
            end = _end_of_brace(line, at) if line.startswith("${", at) else _end_of_substitution(line, at)
            parts.append(line[at:end])
            at = end
        else:
            parts.append(character)
            at += 1
    raise CannotParse


def _ansi(line: str, at: int) -> tuple[int, str]:
    parts: list[str] = []
    at += 2
    while at < len(line):
        if line[at] == "'":
            return at + 1, "".join(parts)
        if line[at] == "\\":
            at += 1
        parts.append(line[at : at + 1])
        at += 1
    raise CannotParse


def _end_of_single(line: str, at: int) -> int:
    end = line.find("'", at + 1)
    if end < 0:
        raise CannotParse
    return end + 1


def _end_of_brace(line: str, at: int) -> int:
    depth = 0
    while at < len(line):
        if line[at] == "\\":
            at += 1
        elif line[at] == "{":
            depth += 1
        elif line[at] == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    raise CannotParse


def _end_of_substitution(line: str, at: int) -> int:
    """The end of `$( … )` or of a back-quoted part, quotes inside respected."""
    if line[at] == "`":
        end = at + 1
        while end < len(line) and line[end] != "`":
            end += 2 if line[end] == "\\" else 1
        if end >= len(line):
            raise CannotParse
        return end + 1
    depth, at = 0, at + 1
    while at < len(line):
        character = line[at]
        if character == "\\":
            at += 2
            continue
        if character == "'":
            at = _end_of_single(line, at)
            continue
        if character == '"':
            at = _double(line, at)[0]
            continue
        depth += (character == "(") - (character == ")")
        at += 1
        if depth == 0:
            return at
    raise CannotParse
