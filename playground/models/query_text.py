"""Puts terms into the text of a query, and takes them out again: what the process tree and the timeline filter by."""

from __future__ import annotations

import re
from typing import Final

#: a whole term of this key that is not turned around
_TERM: Final = r'(?<!\S){key}:(?:"[^"]*"?|\[[^\]]*\]?|\S*)\s*'


def with_term(text: str, key: str, value: str | None) -> str:
    """The query with `key:value` in place of every other term of that key; None takes them out."""
    rest = re.sub(_TERM.format(key=re.escape(key)), "", text).strip()
    return f"{rest} {key}:{value}".strip() if value is not None else rest


def with_process(text: str, view_name: str | None) -> str:
    """The query that keeps only the events of one process; None keeps those of all."""
    return with_term(text, "process", None if view_name is None else f'"{view_name.replace(chr(34), "")}"')
