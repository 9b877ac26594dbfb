"""Variables of a line whose names tell nothing, but which are put where a secret goes: `p=x; mysql -p$p`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.assemble.secrets.shell_words import SimpleCommand, Word

_USED: Final = re.compile(r"\$\{?(\w+)\}?|%(\w+)%")
_ASSIGNED: Final = re.compile(r"\$?(?P<name>[A-Za-z_]\w*)=(?P<value>[^$`].*)?", re.DOTALL)
_LITERAL: Final = re.compile(r"[^$`~/.(]")
"""How a value begins that stands there itself: it is neither computed nor a path."""


_NAMED: Final = re.compile(
    r"(?:(?:bearer|basic|token)\s+)?(?:\$\w+|\$\{\w+\}|\$\((?!\s*(?:echo|printf|print)\b)[^()`|;&<>\"']*\)"
    r"|`(?!\s*(?:echo|printf|print)\b)[^()`|;&<>\"']*`)",
    re.IGNORECASE,
)
"""Or of a command that finds it; what that one is given was scrubbed where it stands."""

_LITERALS: Final = re.compile(r"'[^']*'?")
"""Where a name stands for itself."""


def only_names(written: str, before: str, after: str) -> bool:
    """Whether what was taken out of a word is no secret, but the name of a variable that a shell puts in its place."""
    kept, mask, rest = after.partition(MASK)
    if not mask or "\\" in written or not before.startswith(kept) or not before.endswith(rest):
        return False
    name = before[len(kept) : len(before) - len(rest)]
    outside = written if "'" not in written else _LITERALS.sub("", written)
    return _NAMED.fullmatch(name) is not None and name in outside


class Variables:
    """Those of one line that were seen where a secret goes."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def see(self, before: str, after: str) -> None:
        """A word before and after it was scrubbed: what is gone from it was secret."""
        if "$" in before or "%" in before:
            kept = {match[0] for match in _USED.finditer(after)}
            self._names |= {match[1] or match[2] for match in _USED.finditer(before) if match[0] not in kept}

    def values(self, commands: list[SimpleCommand]) -> Iterator[tuple[Word, int]]:
        """The words in which such a variable gets its value, and where in the word the value begins."""
        for command in commands if self._names else ():
            words = command.words
            for at, word in enumerate(words):
                match = _ASSIGNED.fullmatch(word.value)
                if match is not None and match["name"] in self._names and match["value"]:
                    if _LITERAL.match(match["value"]):
                        yield word, match.start("value")
                elif word.value[:1] == "$" and word.value[1:].rstrip("=") in self._names:
                    rest = words[at + 1 + (not word.value.endswith("=")) :]
                    if rest and (word.value[-1] == "=" or words[at + 1].value == "=") and _LITERAL.match(rest[0].value):
                        yield rest[0], 0
