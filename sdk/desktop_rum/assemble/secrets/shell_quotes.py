"""What a shell's line quotes and substitutes: where each piece ends, and what it is without its quotes."""

from __future__ import annotations

from typing import Final

_ESCAPED_IN_DOUBLE: Final = '$`"\\\n'


class CannotParse(ValueError):  # noqa: N818 - an answer, not a failure
    """The line is no line of a shell that we know."""


def substitutions(line: str) -> list[tuple[int, int]]:
    """Where the outermost command substitutions lie, without their brackets.

    Raises:
        CannotParse: as above.
    """
    found: list[tuple[int, int]] = []
    at, double = 0, False
    while at < len(line):
        character = line[at]
        if character == "\\":
            at += 2
        elif character == "'" and not double:
            at = _end_of_single(line, at)
        elif character == '"':
            double = not double
            at += 1
        elif character == "`" or line.startswith(("$(", "<(", ">("), at):
            end = _end_of_substitution(line, at)
            opening = 1 if character == "`" else 2
            found.append((at + opening, end - 1))
            at = end
        else:
            at += 1
    return found


def piece(line: str, at: int) -> tuple[int, str]:  # noqa: PLR0911 - one answer a kind of piece
    """One quoted, escaped, substituted or plain piece of a word: where it ends, and what it is."""
    character = line[at]
    if character == "\\":
        return at + 2, line[at + 1 : at + 2].replace("\n", "")
    if character == "'":
        end = _end_of_single(line, at)
        return end, line[at + 1 : end - 1]
    if character == '"':
        return _double(line, at)
    if line.startswith("$'", at):
        return _ansi(line, at)
    if line.startswith('$"', at):
        return _double(line, at + 1)
    if character == "`" or line.startswith(("$(", "${", "<(", ">("), at):
        end = _end_of_brace(line, at) if line.startswith("${", at) else _end_of_substitution(line, at)
        return end, line[at:end]
    return at + 1, character


def _double(line: str, at: int) -> tuple[int, str]:
    parts: list[str] = []
    at += 1
    while at < len(line):
        character = line[at]
        if character == '"':
            return at + 1, "".join(parts)
        if character == "\\" and line[at + 1 : at + 2] in _ESCAPED_IN_DOUBLE and at + 1 < len(line):
            parts.append(line[at + 1])
            at += 2
        elif character == "`" or line.startswith(("$(", "${"), at):
            end = _end_of_brace(line, at) if line.startswith("${", at) else _end_of_substitution(line, at)
            parts.append(line[at:end])
            at = end
        else:
            parts.append(character)
            at += 1
    raise CannotParse


def _ansi(line: str, at: int) -> tuple[int, str]:
    parts: list[str] = []
    at += 2
    while at < len(line):
        if line[at] == "'":
            return at + 1, "".join(parts)
        if line[at] == "\\":
            at += 1
        parts.append(line[at : at + 1])
        at += 1
    raise CannotParse


def _end_of_single(line: str, at: int) -> int:
    end = line.find("'", at + 1)
    if end < 0:
        raise CannotParse
    return end + 1


def _end_of_brace(line: str, at: int) -> int:
    depth = 0
    while at < len(line):
        if line[at] == "\\":
            at += 1
        elif line[at] == "{":
            depth += 1
        elif line[at] == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    raise CannotParse


def _end_of_substitution(line: str, at: int) -> int:
    """The end of `$( … )` or of a back-quoted part, quotes inside respected."""
    if line[at] == "`":
        end = at + 1
        while end < len(line) and line[end] != "`":
            end += 2 if line[end] == "\\" else 1
        if end >= len(line):
            raise CannotParse
        return end + 1
    depth, at = 0, at + 1
    while at < len(line):
        character = line[at]
        if character == "\\":
            at += 2
            continue
        if character == "'":
            at = _end_of_single(line, at)
            continue
        if character == '"':
            at = _double(line, at)[0]
            continue
        depth += (character == "(") - (character == ")")
        at += 1
        if depth == 0:
            return at
    raise CannotParse
