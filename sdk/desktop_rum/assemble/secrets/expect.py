"""Secrets that a script of `expect` types: what it sends after the prompt for one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.shell_words import SimpleCommand, Word

_SENDS: Final = frozenset({"send", "exp_send"})
_PROMPT: Final = re.compile(r"assword|assphrase|asscode|secret|token\b", re.IGNORECASE)


class Typed:
    """Goes from command to command of a script."""

    def __init__(self) -> None:
        self._prompted = False

    def secrets(self, command: SimpleCommand) -> list[Word]:
        """The words of the command that are typed after a prompt for a secret."""
        found: list[Word] = []
        words = iter(command.words)
        starts = True
        for word in words:
            if starts and word.value in _SENDS:
                sent = next((other for other in words if not other.value.startswith("-")), None)
                if sent is not None and self._prompted and not sent.value.startswith("$"):
                    found.append(sent)
                self._prompted = False
            elif _PROMPT.search(word.value):
                self._prompted = True
            starts = word.value == "{"
        return found
