"""Secrets in a line for a shell: every simple command of it, with its substitutions, here-documents and nested shells.

What is innocent stays byte for byte as it was written.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.arguments import Arguments
from desktop_rum.assemble.secrets.expect import Typed
from desktop_rum.assemble.secrets.forms import SCHEDULE, base_name
from desktop_rum.assemble.secrets.inputs import keeps_secret, reads_secret, written
from desktop_rum.assemble.secrets.plain import is_plain
from desktop_rum.assemble.secrets.programs import RUNNERS
from desktop_rum.assemble.secrets.shell_quotes import CannotParse, substitutions
from desktop_rum.assemble.secrets.shell_words import SimpleCommand, Word, simple_commands
from desktop_rum.assemble.secrets.urls import MASK
from desktop_rum.assemble.secrets.variables import Variables, only_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.assemble.secrets.names import SecretNames
    from desktop_rum.assemble.secrets.texts import Texts

MAX_DEPTH: Final = 8
"""Of nested shells and substitutions."""

MAX_SUBSTITUTIONS: Final = 500
"""Side by side in a line: nobody writes more, and each takes its time."""

_PLAIN: Final = re.compile(r"[\w@%+=:,./*?&\[\]{}~$^!#-]*", re.ASCII)

_WITHIN_QUOTES: Final = re.compile(
    r'((?:(?:cmd|[^"\s]*[\\/]cmd|"[^"]*[\\/]cmd)(?:\.exe)?"?(?:\s+/\w[:\w]*)*\s+/[ck]\s*)?")("[^"\s].*)("\s*)',
    re.IGNORECASE,
)
"""A line as `cmd` wants it where its program has quotes of its own: within one more pair, which `cmd` takes off."""

_Edit = tuple[int, int, str]


class ShellLines:
    """Scrubs lines."""

    def __init__(self, names: SecretNames, texts: Texts) -> None:
        self._names = names
        self._texts = texts
        self._arguments = Arguments(names, texts, self.scrub)
        self._open: list[Variables] = []

    def scrub(self, line: str) -> str | None:
        """The line without what is secret; None where it cannot be read."""
        if len(self._open) >= MAX_DEPTH:
            return None
        variables = Variables()
        self._open.append(variables)
        within = _WITHIN_QUOTES.fullmatch(line)
        try:
            if within is not None:
                return f"{within[1]}{self._scrub_nested(within[2])}{within[3]}"
            line = self._texts.calls(self._scrub_substitutions(line))
            return _edited(line, self._edits(line, variables))
        except (CannotParse, RecursionError):  # the second in quotes within quotes, thousands deep
            return None
        finally:
            self._open.pop()
            if self._open:
                self._open[-1].include(variables)

    def _scrub_nested(self, line: str) -> str:
        """A line inside an argument: what cannot be read goes."""
        scrubbed = self.scrub(line)
        return MASK if scrubbed is None else scrubbed

    def _scrub_substitutions(self, line: str) -> str:
        if "$(" not in line and "`" not in line and "<(" not in line and ">(" not in line:
            return line
        found = substitutions(line)
        if len(found) > MAX_SUBSTITUTIONS:
            raise CannotParse
        return _edited(line, [(start, end, self._scrub_nested(line[start:end])) for start, end in found])

    def _edits(self, line: str, variables: Variables) -> list[_Edit]:
        edits: list[_Edit] = []
        commands = simple_commands(line)
        typed = Typed()
        for number, command in enumerate(commands):
            edits += self._edits_of(line, command, variables)
            if number and self._is_array(commands[number - 1]):
                edits += ((word.start, word.end, MASK) for word in command.words)
            edits += ((word.start, word.end, _written(line, word, MASK)) for word in typed.secrets(command))
            if reads_secret(command, self._names):
                edits += self._input_edits(line, commands[: number + 1], variables)
        edits += [(word.start, word.end, _written(line, word, after)) for word, after in variables.values(commands)]
        for number, command in enumerate(commands):
            if variables.are_read_by(command):
                edits += self._input_edits(line, commands[: number + 1], variables)
        return edits

    def _input_edits(self, line: str, commands: list[SimpleCommand], variables: Variables) -> Iterator[_Edit]:
        """Of what the last command reads, which is secret."""
        for start, end, rest in written(commands, itself=keeps_secret(commands[-1], self._names)):
            text = line[start:end]
            variables.see(text, MASK)
            if not only_names(text, text.strip('"'), MASK):
                yield start, end, f"{MASK}{rest}"

    def _is_array(self, before: SimpleCommand) -> bool:
        """Whether what follows is the items of a secret's array: `TOKENS=(a b)`."""
        name = before.words[-1].value
        return before.operator == "(" and name[-1:] == "=" and self._names.is_secret(name)

    def _edits_of(self, line: str, command: SimpleCommand, variables: Variables) -> list[_Edit]:
        words = [word for word in command.words if not word.after]
        values = [word.value for word in words]
        is_innocent = not self._names.has_extra and is_plain(values)
        scrubbed = values if is_innocent else self._arguments.scrub(values)
        edits = [
            (word.start, word.end, _written(line, word, after))
            for word, after in zip(words, scrubbed, strict=True)
            if word.value != after and not only_names(line[word.start : word.end], word.value, after)
        ]
        for before, after in zip(values, scrubbed, strict=True):
            variables.see(before, after)
        runs = any(base_name(value) in RUNNERS for value in values)
        for word in command.words:
            if word.after:
                after = self._scrub_input(word.value, runs=runs and word.after == "<<<")
                edits += [(word.start, word.end, _written(line, word, after))] if after != word.value else []
        edits += [(start, end, self._scrub_input(line[start:end], runs=runs)) for start, end in command.bodies]
        return edits

    def _scrub_input(self, text: str, *, runs: bool) -> str:
        """What a command reads: lines for a shell, where it runs them."""
        if not runs:
            return self._texts.scrub(text)
        lines = text.splitlines(keepends=True) if SCHEDULE.match(text) else [text]
        return self._texts.scrub("".join(map(self._scrub_scheduled, lines)))

    def _scrub_scheduled(self, line: str) -> str:
        """A line that may say first when it runs."""
        schedule = SCHEDULE.match(line)
        start = 0 if schedule is None else schedule.end()
        return f"{line[:start]}{self._scrub_nested(line[start:])}"


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
