"""A program to run that ends as it is told, and leaves a nonce and the time of its start behind."""

from __future__ import annotations

import itertools
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = """
printf '%s %s\\n' "$2" "$(date +%s%N)" >> "$1"
case "$3" in
    success) exit 0 ;;
    failure) exit 3 ;;
    signal) kill -KILL $$ ;;
    long) exec sleep 60 ;;
esac
"""


class Children:
    """Makes commands, and knows which of them ran."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._script = folder / "child.sh"
        self._script.write_text(_SCRIPT, encoding="utf-8")
        self._ledger = folder / "ledger"
        self._ledger.touch()
        self._numbers = itertools.count(1)

    def command(self, end: str) -> list[str]:
        """A command that ends so, with a nonce of its own."""
        return ["/bin/sh", str(self._script), str(self._ledger), f"nonce-{next(self._numbers)}", end]

    @staticmethod
    def line(command: list[str]) -> str:
        """The command as a line for a shell, which it replaces."""
        return f"exec {shlex.join(command)}"

    def nonces(self) -> list[str]:
        """Of the children that ran."""
        return [line.split()[0] for line in self._ledger.read_text(encoding="utf-8").splitlines()]

    def started_ns(self) -> int:
        """When the newest child ran its first line, in ns since the epoch."""
        return int(self._ledger.read_text(encoding="utf-8").splitlines()[-1].split()[1])
