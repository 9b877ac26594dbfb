"""What `init()` raises: alone here, so that it is known before anything else is imported."""

from __future__ import annotations


class ConfigurationError(ValueError):
    """A wrong option of `init()`: which one, what was given, and what is allowed."""

    def __init__(self, option: str, given: str, allowed: str) -> None:
        super().__init__(option, given, allowed)  # all of them, so that it can be pickled
        self.option = option
        self.given = given
        self.allowed = allowed

    def __str__(self) -> str:
        return f"{self.option}: got {self.given}; allowed is {self.allowed}"


class AlreadyInitialized(RuntimeError):  # noqa: N818 - a state that is told, as the API documents it
    """`init()` was called a second time without `stop()` in between."""
