"""How many children may be watched: where each watch is an open file, it is one that the app cannot open."""

from __future__ import annotations

import sys
from typing import Final

MOST: Final = 4_096
"""Watches at once, however many files the app may open."""

SHARE: Final = 8
"""One of so many files may be a watch of ours, while the app opens few."""

SHARE_UNDER_PRESSURE: Final = 64
"""One of so many, once half of the app's files are open."""


class WatchLimits:
    """The limits of watching, by the number of files that the process may open."""

    def __init__(self, open_files: int | None = None) -> None:
        """Arguments: how many files may be open, by default the limit of this process."""
        files = _open_file_limit() if open_files is None else open_files
        self.most = min(MOST, files // SHARE)
        self.under_pressure = max(1, files // SHARE_UNDER_PRESSURE)
        self.pressure = files // 2
        """Descriptors are given out from below: from this number on, so many are open."""


def _open_file_limit() -> int:
    if sys.platform == "win32":
        return sys.maxsize  # handles are not counted as files
    import resource

    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft
