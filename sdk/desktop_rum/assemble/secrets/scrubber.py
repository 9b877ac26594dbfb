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
            # What follows the line goes to the shell; somebody may have meant it for the program.
            given = self._arguments.scrub(arguments)[1:] if len(arguments) > 1 else []
            return [program_of(arguments[0]) if line is None else line, *given]
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
            message = self._scrub_around(message, scrubbed)
        except Exception as error:  # noqa: BLE001 - as above
            internal_error(error)
            return ""
        return message

    def _scrub_around(self, message: str, scrubbed: list[str]) -> str:
        """The message without secrets; a command that it repeats has none any more, and stays as it is."""
        for text in (repr(scrubbed), *map(_escaped, scrubbed[:1]), *scrubbed[:1]):
            if " " in text and text in message:
                before, _, after = message.partition(text)
                return f"{self._texts.scrub(before)}{text}{self._texts.scrub(after)}"
        return self._texts.scrub(message)


def program_of(line: str) -> str:
    """The program's name of a line that cannot be read, if it is sure to be one."""
    match = _PROGRAM.match(line)
    return match["name"] if match is not None and "://" not in match["name"] else MASK


def _escaped(text: str) -> str:
    """The text as an `OSError` quotes it."""
    return repr(text)[1:-1]


def _without(message: str, before: str, after: str) -> str:
    """The message without the text, and without the parts of it that were taken out."""
    message = message.replace(before, after)
    for secret in _taken_out(before, after):
        if len(secret) >= _MIN_SECRET:
            message = message.replace(secret, MASK)
    return message


def _taken_out(before: str, after: str) -> list[str]:
    """What stood where the masks are; where quotes were written anew, all between the ends that are alike."""
    first, *pieces = after.split(MASK)
    at = len(first)
    found: list[str] = []
    for number, piece in enumerate(pieces, 1):
        end = len(before) - len(piece) if number == len(pieces) else before.find(piece, at)
        if end < at or not before.startswith(first) or not before.endswith(pieces[-1]):
            return [_between_ends(before, after)]
        found.append(before[at:end])
        at = end + len(piece)
    return found


def _between_ends(before: str, after: str) -> str:
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return before[start : len(before) - end]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
