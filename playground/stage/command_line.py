"""What somebody typed as a command, turned into what can be run, or into one sentence that says why not."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandLineError(ValueError):
    """There is no command to run in what was given; the text says why."""


def parse(command: str | Sequence[str], *, shell: bool) -> str | list[str]:
    """A line for the shell, or a list of arguments; raises CommandLineError."""
    if shell:
        line = command if isinstance(command, str) else shlex.join(command)
        if not line.strip():
            raise CommandLineError("There is no command to run: type one first")
        return line
    try:
        args = shlex.split(command) if isinstance(command, str) else list(command)
    except ValueError as problem:
        raise CommandLineError(f"This command cannot be split into arguments: {problem}") from problem
    if not args or not args[0]:
        raise CommandLineError("There is no command to run: type one first")
    return args


def shown(command: str | Sequence[str]) -> str:
    """The command as one line for people."""
    return command if isinstance(command, str) else shlex.join(command)
