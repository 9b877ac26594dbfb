"""What somebody typed as a command, turned into what can be run, or into one sentence that says why not."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandLineError(ValueError):
    """There is no command to run in what was given; the text says why."""


def parse(command: str | Sequence[str], *, shell: bool, platform: str = sys.platform) -> str | list[str]:
    """A line for the shell, or a list of arguments; raises CommandLineError."""
    if shell:
        line = shown(command, platform)
        if not line.strip():
            raise CommandLineError("There is no command to run: type one first")
        return line
    try:
        args = _split(command, platform) if isinstance(command, str) else list(command)
    except ValueError as problem:
        raise CommandLineError(f"This command cannot be split into arguments: {problem}") from problem
    if not args or not args[0]:
        raise CommandLineError("There is no command to run: type one first")
    return args


def shown(command: str | Sequence[str], platform: str = sys.platform) -> str:
    """The command as one line, for people and for a shell."""
    if isinstance(command, str):
        return command
    return subprocess.list2cmdline(command) if platform == "win32" else shlex.join(command)


def _split(line: str, platform: str) -> list[str]:
    """As a shell would; on Windows a backslash stands between folders, and takes no meaning from what follows it."""
    words = shlex.shlex(line, posix=True)
    words.whitespace_split = True
    words.commenters = ""
    if platform == "win32":
        words.escape = ""
    return list(words)
