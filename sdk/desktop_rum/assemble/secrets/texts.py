"""Secrets inside a text, by all that tells of one: urls, shapes, names, statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.login_lines import without_logins
from desktop_rum.assemble.secrets.manifests import without_manifests
from desktop_rum.assemble.secrets.pairs import Pairs
from desktop_rum.assemble.secrets.statements import Statements
from desktop_rum.assemble.secrets.tokens import without_bearers, without_shapes
from desktop_rum.assemble.secrets.urls import Urls

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

_WORD: Final = re.compile(r"[\w.-]{0,12}")
"""A text in which nothing has a name, and which is shorter than what has a shape."""


class Texts:
    """Scrubs texts."""

    def __init__(self, names: SecretNames) -> None:
        self._urls = Urls(names)
        self._pairs = Pairs(names)
        self._statements = Statements(names)
        self.calls = self._statements.calls

    def scrub(self, text: str, *, prose: bool = False) -> str:
        """The text without what is secret; in `prose`, a commit message for one, fewer things look like it."""
        if _WORD.fullmatch(text) is not None:
            return text
        text = without_manifests(without_shapes(self._urls.scrub(text)))
        text = self._pairs.scrub(self._statements.calls(text), prose=prose)
        if prose:
            return text
        text = self._statements.replaced(without_logins(text))
        return self._statements.scrub(without_bearers(text)) if " " in text else text
