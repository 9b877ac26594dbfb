"""Takes the app's folders and the user's home out of texts: they name the user and tell nothing of the app."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec

from desktop_rum.json_safe import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePath

MIN_DEPTH: Final = 2
"""Folders below the root: `/home/me` is stripped, `/root` and `/` are too common in other paths."""

_BEFORE: Final = r"(?<![\w.~-])"
_AFTER: Final = r"(?![\w.~+@%-])"


class PathScrubber:
    """Strips folders at component boundaries: `file:///home/me/app/index.html` becomes `file:///index.html`."""

    def __init__(self, roots: Iterable[PurePath]) -> None:
        spellings = sorted({text for root in roots for text in _spellings(root)}, key=len, reverse=True)
        self._pattern: re.Pattern[str] | None = None
        self._encoded: tuple[bytes, ...] = ()
        if spellings:
            alternatives = "|".join(map(re.escape, spellings))
            self._pattern = re.compile(f"{_BEFORE}(?:{alternatives})(?:(?=[/\\\\])|{_AFTER})")
            shortest = {text for text in spellings if not any(text != o and text.startswith(o) for o in spellings)}
            self._encoded = tuple(msgspec.json.encode(text)[1:-1] for text in shortest)

    def concerns(self, line: bytes) -> bool:
        """Whether an encoded event may contain a folder: one search in bytes, which most events pass."""
        for encoded in self._encoded:  # noqa: SIM110 - `any()` of a generator takes twice as long, for every event
            if encoded in line:
                return True
        return False

    def text(self, text: str) -> str:
        """The text without the folders; a folder alone becomes `/`."""
        return text if self._pattern is None else self._pattern.sub(self._replacement, text)

    def value(self, value: Any) -> Any:
        """The value with every text in it scrubbed; the value itself is not changed."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    @staticmethod
    def _replacement(match: re.Match[str]) -> str:
        following = match.string[match.end() : match.end() + 1]
        return "" if following in ("/", "\\") and following else "/"


def _spellings(root: PurePath) -> set[str]:
    """How a folder may be written: as it is, as a url has it, with either kind of slash.

    A name that is no UTF-8 is written as it reads once it was made fit for JSON.
    """
    plain = str(root).rstrip("/\\")
    if len(root.parts) - 1 < MIN_DEPTH:
        return set()
    forward = plain.replace("\\", "/")
    encoded = quote(os.fsencode(forward), safe="/:")
    # In a url a slash stands before a drive as well: file:///C:/app/index.html
    in_url = set() if encoded.startswith("/") else {f"/{encoded}"}
    return {safe_text(plain), safe_text(forward), encoded, *in_url}
