"""Takes secrets out of commands: the one that the pipeline asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.arguments import Arguments
from desktop_rum.assemble.secrets.names import SecretNames
from desktop_rum.assemble.secrets.plain import is_plain
from desktop_rum.assemble.secrets.shell_line import ShellLines
from desktop_rum.assemble.secrets.texts import Texts
from desktop_rum.assemble.secrets.urls import MASK
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROGRAM: Final = re.compile(r"\s*(?P<name>[\w./\\:+~-]+)(?=[\s;|&<>()]|\Z)")
_MIN_SECRET: Final = 3
"""Characters from which on a secret is looked for in a message: shorter ones are in every other word."""


class SecretScrubber:
    """Scrubs commands; never raises, and where it cannot tell keeps the program's name only."""

    def __init__(self, scrub_names: Iterable[str] = ()) -> None:
        """Arguments: names that are secret besides those that are known."""
        names = SecretNames(scrub_names)
        self._custom = names.has_extra
        self._texts = Texts(names)
        self._lines = ShellLines(names, self._texts)
        self._arguments = Arguments(names, self._texts, self._lines.scrub)

    def arguments(self, arguments: list[str], *, shell: bool) -> list[str]:
        """The arguments, program first, without what is secret; with `shell` the first is a line for the shell."""
        try:
            if not self._custom and is_plain(arguments):
                return arguments
            if not shell:
                return self._arguments.scrub(arguments)
            line = self._lines.scrub(arguments[0])
            return [program_of(arguments[0]) if line is None else line, *map(self._texts.scrub, arguments[1:])]
        except Exception as error:  # noqa: BLE001 - an event is worth more than its arguments
            internal_error(error)
            return [program_of(arguments[0])] if arguments and shell else arguments[:1]

    def message(self, message: str, given: list[str], scrubbed: list[str]) -> str:
        """A message about a command without the command's secrets."""
        try:
            for before, after in zip(given, scrubbed, strict=False):
                if before != after and len(before) >= _MIN_SECRET:
                    message = _without(message, before, after)
                    message = _without(message, _escaped(before), _escaped(after))
            message = self._texts.scrub(message)
        except Exception as error:  # noqa: BLE001 - as above
            internal_error(error)
            return ""
        return message


def program_of(line: str) -> str:
    """The program's name of a line that cannot be read, if it is sure to be one."""
    match = _PROGRAM.match(line)
    return match["name"] if match is not None and "://" not in match["name"] else MASK


def _escaped(text: str) -> str:
    """The text as an `OSError` quotes it."""
    return repr(text)[1:-1]


def _without(message: str, before: str, after: str) -> str:
    """The message without the text, and without the part of it that was taken out."""
    message = message.replace(before, after)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    secret = before[start : len(before) - end]
    return message.replace(secret, MASK) if len(secret) >= _MIN_SECRET else message
