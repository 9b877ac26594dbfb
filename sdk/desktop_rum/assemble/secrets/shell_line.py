"""Secrets in a line for a shell: every simple command of it, with its substitutions, here-documents and nested shells.

What is innocent stays byte for byte as it was written.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets import programs
from desktop_rum.assemble.secrets.arguments import Arguments
from desktop_rum.assemble.secrets.expect import Typed
from desktop_rum.assemble.secrets.shell_words import CannotParse, SimpleCommand, Word, simple_commands, substitutions
from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames
    from desktop_rum.assemble.secrets.texts import Texts

MAX_DEPTH: Final = 8
"""Of nested shells and substitutions."""

MAX_PIPED: Final = 8
"""Commands before a pipe that are looked at."""

_PLAIN: Final = re.compile(r"[\w@%+=:,./*?&\[\]{}~$^!#-]*", re.ASCII)

_OPTION: Final = re.compile(r"-[a-zA-Z]{1,2}")

_PIPES: Final = frozenset({"|", "|&"})
_OPENERS: Final = frozenset({"{", "do", "then", "else", "!"})

_Edit = tuple[int, int, str]


class ShellLines:
    """Scrubs lines."""

    def __init__(self, names: SecretNames, texts: Texts) -> None:
        self._texts = texts
        self._arguments = Arguments(names, texts, self.scrub_nested)
        self._depth = 0

    def scrub(self, line: str) -> str | None:
        """The line without what is secret; None where it cannot be read."""
        if self._depth >= MAX_DEPTH:
            return None
        self._depth += 1
        try:
            line = self._scrub_substitutions(line)
            return _edited(line, self._edits(line))
        except CannotParse:
            return None
        finally:
            self._depth -= 1

    def scrub_nested(self, line: str) -> str:
        """A line inside an argument: what cannot be read goes."""
        scrubbed = self.scrub(line)
        return MASK if scrubbed is None else scrubbed

    def _scrub_substitutions(self, line: str) -> str:
        if "$(" not in line and "`" not in line and "<(" not in line and ">(" not in line:
            return line
        return _edited(line, [(start, end, self.scrub_nested(line[start:end])) for start, end in substitutions(line)])

    def _edits(self, line: str) -> list[_Edit]:
        edits: list[_Edit] = []
        commands = simple_commands(line)
        typed = Typed()
        for number, command in enumerate(commands):
            edits += self._edits_of(line, command)
            edits += ((word.start, word.end, _written(line, word, MASK)) for word in typed.secrets(command))
            if _reads_secret(command):
                edits += _input_edits(command, _piped(commands[:number]))
        return edits

    def _edits_of(self, line: str, command: SimpleCommand) -> list[_Edit]:
        words = [word for word in command.words if not word.after]
        values = [word.value for word in words]
        scrubbed = self._arguments.scrub(values)
        edits = [
            (word.start, word.end, _written(line, word, after))
            for word, after in zip(words, scrubbed, strict=True)
            if word.value != after
        ]
        edits += [
            (word.start, word.end, _written(line, word, after))
            for word in command.words
            if word.after and (after := self._texts.scrub(word.value)) != word.value
        ]
        runs = any(programs.base_name(value) in programs.RUNNERS for value in values)
        for start, end in command.bodies:
            body = line[start:end]
            edits.append((start, end, self.scrub_nested(body) if runs else self._texts.scrub(body)))
        return edits


def _reads_secret(command: SimpleCommand) -> bool:
    """Whether the command reads a secret from its input."""
    names = {programs.base_name(word.value) for word in command.words}
    if names & programs.ALWAYS_READS:
        return True
    values = {word.value for word in command.words if not word.after}
    if names & programs.SECRET_KEEPERS and values & programs.KEEPERS:
        return True
    if names & programs.SECRET_READERS and {"stdin", "value=-"} & values:
        return True
    options = any(programs.READS_SECRETS.fullmatch(word.value) for word in command.words)
    return options and bool(names & programs.SECRET_READERS or any("-stdin" in word.value for word in command.words))


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


def _input_edits(command: SimpleCommand, piped: list[SimpleCommand]) -> list[_Edit]:
    """What is written into the input: a here-string, a here-document, or by an `echo` at the other end of the pipe."""
    edits: list[_Edit] = []
    for each in (*piped, command):
        edits += [(word.start, word.end, MASK) for word in each.words if word.after == "<<<"]
        edits += [(start, end, f"{MASK}\n") for start, end in each.bodies if end > start]
        program = next((at for at, word in enumerate(each.words) if word.value not in _OPENERS), 0)
        if each is not command and programs.base_name(each.words[program].value) in programs.WRITERS:
            written = each.words[program + 1 :]
            edits += [(word.start, word.end, MASK) for word in written if not _OPTION.fullmatch(word.value)]
    return edits


def _edited(line: str, edits: list[_Edit]) -> str:
    """The line with its parts replaced; of edits of the same part the last counts."""
    parts: list[str] = []
    at = 0
    for start, (end, text) in sorted({start: (end, text) for start, end, text in edits}.items()):
        if start >= at:
            parts += (line[at:start], text)
            at = end
    return "".join((*parts, line[at:]))


def _written(line: str, word: Word, value: str) -> str:
    """The value as a word of the line, in the quotes that the word has."""
    written = line[word.start : word.end]
    quote = written[0]
    if quote in "\"'" and written.endswith(quote) and len(written) > 1 and quote not in value and "\\" not in value:
        return f"{quote}{value}{quote}"
    if _PLAIN.fullmatch(value):
        return value
    return f'"{value}"' if not re.search(r'["\\]', value) else shlex.quote(value)
