"""Paths: every value of an event with its path, and which paths a key names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that has nothing inside, with its path; entries of lists stand where their list stands."""
    if type(value) is dict:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif type(value) is list:
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def has_key(path: str, key: str) -> bool:
    """Whether the names of a key stand one after the other in a path; both are casefolded."""
    return f".{key}." in f".{path}."
