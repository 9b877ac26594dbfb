"""Secrets that a script of `expect` types: what it sends after the prompt for one, and what looks like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.tokens import looks_chosen

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.shell_words import SimpleCommand, Word

_SENDS: Final = frozenset({"send", "exp_send"})
_PROMPT: Final = re.compile(
    r"assword|ass ?phrase|asscode|secret|token\b|\bword\b|retype|\bnew\b|\bauth\b|\bpin\b|\botp\b|verification code",
    re.IGNORECASE,
)
_OTHER_PROMPT: Final = re.compile(r"user|login|name|yes|continue|sure|host|mail|[$#>%]\s*\Z", re.IGNORECASE)


class Typed:
    """Goes from command to command of a script."""

    def __init__(self) -> None:
        self._spawned = False
        self._prompted = False
        self._asked_otherwise = False

    def secrets(self, command: SimpleCommand) -> list[Word]:
        """The words of the command that are typed after a prompt for a secret, or look like one after no prompt."""
        found: list[Word] = []
        words = iter(command.words)
        starts = True
        for word in words:
            if starts and word.value in _SENDS:
                sent = next((other for other in words if not other.value.startswith("-")), None)
                if sent is not None and self._is_secret(sent.value):
                    found.append(sent)
                self._prompted = self._asked_otherwise = False
            elif _PROMPT.search(word.value):
                self._prompted = True
            elif _OTHER_PROMPT.search(word.value):
                self._asked_otherwise = True
            self._spawned |= starts and word.value == "spawn"
            starts = word.value == "{"
        return found

    def _is_secret(self, text: str) -> bool:
        if text.startswith("$"):
            return False
        return self._prompted or (self._spawned and not self._asked_otherwise and looks_chosen(text))
