"""A command line of Windows, taken apart as programs there do it: a program is given one text, not a list."""

from __future__ import annotations

import re
from typing import Final

_PROGRAM: Final = re.compile(r'[ \t]*(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^ \t]*))')
"""The first word: in it a backslash is none but itself."""

_PART: Final = re.compile(r'(?P<slashes>\\*)(?P<quote>")|(?P<text>[^\\" \t]+|\\+)|(?P<space>[ \t]+)')


def split(line: str) -> list[str]:
    """The arguments, program first, by the rules of Microsoft's C runtime."""
    program = _PROGRAM.match(line)
    if program is None:
        return [line]
    arguments = [program["plain"] if program["quoted"] is None else program["quoted"]]
    position, argument, quoted = program.end(), None, False
    while (part := _PART.match(line, position)) is not None:
        position = part.end()
        if part["space"] and not quoted:
            if argument is not None:
                arguments.append(argument)
            argument = None
            continue
        argument = argument or ""
        if part["quote"] is None:
            argument += part[0]
            continue
        argument += "\\" * (len(part["slashes"]) // 2)
        if len(part["slashes"]) % 2:
            argument += '"'
        elif quoted and line.startswith('"', position):  # two of them within quotes are one
            argument += '"'
            position += 1
        else:
            quoted = not quoted
    return arguments if argument is None else [*arguments, argument]
