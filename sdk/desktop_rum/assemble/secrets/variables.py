"""Variables of a line whose names tell nothing, but which are put where a secret goes: `p=x; mysql -p$p`.

Their values may come from another variable, a loop, `read`, `printf -v`, `set`, an array or a default. What `xargs`
puts in the place of `{}` is one as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import CMDLET
from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_rum.assemble.secrets.shell_words import SimpleCommand, Word

_USED: Final = re.compile(r"\$\{?(\w+)(?:\[[^\]]*\])?\}?|%(\w+)%|!(\w+)!|(\{\})")
_ASSIGNED: Final = re.compile(r"\$?(?P<name>[A-Za-z_]\w*)=(?P<value>.+)?", re.DOTALL)
_DEFAULT: Final = re.compile(r"\$\{(?P<name>\w+):?[=-](?P<value>[^$`~/.({}][^{}]*)\}")
_LITERAL: Final = re.compile(r"[^$`~/.({]")
"""How a value begins that stands there itself: it is neither computed nor a path."""

_COMPUTED: Final = re.compile(r"\$\(|`|[<>]\(")
"""In a value that a command finds: the variables in it are that command's."""

PLACEHOLDER: Final = "{}"
"""What `xargs` and `parallel` put something in the place of."""

_READ_INTO: Final = frozenset({"read", "mapfile", "readarray"})
_FILL_PLACEHOLDERS: Final = frozenset({"xargs", "parallel"})
_LOOPS: Final = frozenset({"for", "select"})

_WRITES: Final = r"(?:echo|printf|print)\b"
_FINDS: Final = rf"(?!\s*{_WRITES}|[^()`]*(?:[|;&]\s*{_WRITES}|<<))[^()`]*"
_NAMED: Final = re.compile(
    r"(?:(?:bearer|basic|token)\s+)?"
    rf"(?P<variable>\$(?:env:)?\w+|\$\{{\w+(?::?\?[^{{}}]*|:?-(?:\$\{{?\w+\}}?)?|[#%/^,][^{{}}]*)?\}}|!\w+!|\$\({_FINDS}\)|`{_FINDS}`)",
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
    named = _NAMED.fullmatch(before, len(kept), len(before) - len(rest))
    outside = written if "'" not in written else _LITERALS.sub("", written)
    return named is not None and _LITERALS.sub("", named["variable"]) in outside


class Variables:
    """Those of one line that were seen where a secret goes."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def see(self, before: str, after: str) -> None:
        """A word before and after it was scrubbed: what is gone from it was secret."""
        if any(sign in before for sign in ("$", "%", "!", PLACEHOLDER)):
            kept = {match[0] for match in _USED.finditer(after)}
            self._names |= {match[match.lastindex or 0] for match in _USED.finditer(before) if match[0] not in kept}

    def include(self, nested: Variables) -> None:
        """Those that a nested line has: it may get their values here. Its `$1` is its own."""
        self._names |= {name for name in nested._names if not name.isdigit()}

    def values(self, commands: list[SimpleCommand]) -> Iterator[tuple[Word, str]]:
        """The words in which such a variable gets its value, and what they are without it.

        From the end to the beginning: what is put into one of them is one from there on.
        """
        functions = {command.words[0].value for command in commands if command.operator == ")" and command.words}
        for number in range(len(commands) - 1, -1, -1) if self._names else ():
            words = commands[number].words
            yield from ((word, MASK) for word in self._given(words, functions))
            for at in range(len(words) - 1, -1, -1):
                yield from self._assigned(words, at)
            if number and self._is_array(commands[number - 1]):
                yield from ((word, MASK) for word in words)

    def are_read_by(self, command: SimpleCommand) -> bool:
        """Whether the command reads one of them from its input."""
        words = {word.value for word in command.words if not word.after} if self._names else set()
        if PLACEHOLDER in self._names and not words.isdisjoint(_FILL_PLACEHOLDERS):
            return True
        return not words.isdisjoint(_READ_INTO) and not words.isdisjoint(self._names)

    def _is_array(self, before: SimpleCommand) -> bool:
        """Whether what follows is the items of one: `x=(a b)`."""
        name = before.words[-1].value
        return before.operator == "(" and name[-1:] == "=" and name[:-1] in self._names

    def _given(self, words: list[Word], functions: set[str]) -> Iterator[Word]:
        """Words that a loop, `printf -v`, `set` or the call of a function makes one of."""
        values = [word.value for word in words[:4]]
        loop = next((at for at, value in enumerate(values[:2]) if value in _LOOPS), -1)
        given: list[Word] = []
        if loop >= 0 and values[loop + 2 :][:1] == ["in"] and values[loop + 1] in self._names:
            given = words[loop + 3 :]
        elif values[:2] == ["printf", "-v"] and len(words) > 3 and values[2] in self._names:  # noqa: PLR2004 - its format
            given = words[3 + ("%" in values[3]) :]
        elif values[:1] == ["set"] or f"{values[0]}(" in functions:
            first = values.index("--") + 1 if "--" in values else 1
            if values[0] == "set" and first == 1 and values[1:] and values[1][:1] in ("-", "+"):
                first = len(words)  # options of the shell, such as `set -e`
            given = [item for number, item in enumerate(words[first:], 1) if str(number) in self._names]
        return (word for word in given if not word.after and _LITERAL.match(word.value))

    def _assigned(self, words: list[Word], at: int) -> Iterator[tuple[Word, str]]:
        word = words[at]
        match = _ASSIGNED.fullmatch(word.value)
        if match is not None and match["name"] in self._names and match["value"]:
            value = match["value"]
            if _COMPUTED.search(value) is None:
                self._names |= {used[1] for used in _USED.finditer(value) if used[1]}
            if _LITERAL.match(value):
                yield word, f"{word.value[: match.start('value')]}{MASK}"
        elif word.value[:1] == "$" and word.value[1:].rstrip("=") in self._names:
            value_at = at + 1 + (word.value[-1] != "=")
            if (
                value_at < len(words)
                and words[value_at - 1].value[-1:] == "="
                and _LITERAL.match(words[value_at].value)
                and CMDLET.fullmatch(words[value_at].value.rstrip(";")) is None
            ):
                yield words[value_at], MASK
        elif word.value[:2] == "${":
            match = _DEFAULT.fullmatch(word.value)
            if match is not None and match["name"] in self._names:
                yield word, f"{word.value[: match.start('value')]}{MASK}}}"
