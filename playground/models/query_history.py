"""The queries that were used, newest first; no Qt."""

from __future__ import annotations

import json
from typing import Final

MOST: Final = 50


class QueryHistory:
    """Each query once, where it was used last."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def state(self) -> str:
        """The history as text, to remember it."""
        return json.dumps(self.texts)

    def restore(self, text: str) -> None:
        """Take up what was remembered; what cannot be read changes nothing."""
        try:
            remembered = json.loads(text)
        except ValueError:
            return
        if isinstance(remembered, list):
            for earlier in reversed(remembered):
                if isinstance(earlier, str):
                    self.add(earlier)

    def add(self, text: str) -> None:
        """A query was used."""
        text = text.strip()
        if text:
            self.texts = [text, *(other for other in self.texts if other != text)][:MOST]
