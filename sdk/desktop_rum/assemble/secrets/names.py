"""Which names stand for something secret, however they are written, and which values under them are secret."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.descriptions import USER_NAME, only_tells_of_one
from desktop_rum.assemble.secrets.secret_words import (
    KEYS,
    PAIRS,
    SWITCHES,
    humps_of,
    is_secret_word,
    squeezed,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_MIN_TOKEN: Final = 4
_MAX_NAME: Final = 20


class SecretNames:
    """Knows the names of the design, and those that the customer adds."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        """Arguments: further names; a name that contains one of them is secret, `-` and `_` aside."""
        self._extra = tuple(filter(None, map(squeezed, extra)))
        self.has_extra = bool(self._extra)
        self.is_secret = functools.lru_cache(maxsize=1_024)(self._is_secret)

    def hides(self, name: str, value: str) -> bool:
        """Whether `value` is to be taken out where it is said of `name`."""
        if not self.is_secret(name):
            return False
        if self._extra and self._is_extra(name):
            return True
        return not only_tells_of_one(name, value)

    def is_token(self, text: str) -> bool:
        """Whether a single word looks like no word that a person would choose: a token, and no user's name."""
        return (
            len(text) >= _MIN_TOKEN
            and " " not in text
            and (USER_NAME.fullmatch(text) is None or self.is_secret(text) or len(text) >= _MAX_NAME)
        )

    def is_switch(self, name: str) -> bool:
        """Whether the name turns something on or off, or says where a secret is read from, and takes no value."""
        words = words_of(name)
        return bool(words) and (words[0] in SWITCHES or "no" in words or words[-1] in ("stdin", "prompt", "through"))

    def _is_extra(self, name: str) -> bool:
        name = squeezed(name)
        return any(extra in name for extra in self._extra)

    def _is_secret(self, name: str) -> bool:
        if self._extra and self._is_extra(name):
            return True
        words = words_of(name)
        if any(map(is_secret_word, words)) or any(map(is_secret_word, humps_of(name))):
            return True
        return any(
            (following.rstrip("0123456789") in ("key", "keys") and word in KEYS) or (word, following) in PAIRS
            for some in (words, humps_of(name))
            for word, following in itertools.pairwise(some)
        )
