"""How many children may be watched: where each watch is an open file, it is one that the app cannot open."""

from __future__ import annotations

from typing import Final

from desktop_rum import descriptors

MOST: Final = 4_096
"""Watches at once, however many files the app may open."""

SHARE: Final = 32
"""One of so many files may be a watch of ours: with 1,024 files the app keeps 95 % of what it had, all included."""


def most_watches(open_files: int | None = None) -> int:
    """How many children to watch at once.

    Arguments: how many files the process may open, by default its limit.
    """
    return min(MOST, (descriptors.open_file_limit() if open_files is None else open_files) // SHARE)
