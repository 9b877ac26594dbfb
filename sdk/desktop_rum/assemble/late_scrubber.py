"""The scrubber of secrets, made when a command first needs it: building its rules takes longer than `init()` may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_rum.assemble.secrets.plain import is_plain

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.scrubber import SecretScrubber


class LateScrubber:
    """Stands in for a `SecretScrubber`; lives on the pipeline thread."""

    def __init__(self, scrub_names: tuple[str, ...]) -> None:
        """Arguments: names that are secret besides those that are known."""
        self._scrub_names = scrub_names
        self._made: SecretScrubber | None = None

    def arguments(self, arguments: list[str], *, shell: bool) -> list[str]:
        """See `SecretScrubber`."""
        if not self._scrub_names and is_plain(arguments):
            return arguments
        return self._scrubber().arguments(arguments, shell=shell)

    def message(self, message: str, given: list[str], scrubbed: list[str]) -> str:
        """See `SecretScrubber`."""
        return self._scrubber().message(message, given, scrubbed)

    def _scrubber(self) -> SecretScrubber:
        if self._made is None:
            from desktop_rum.assemble.secrets.scrubber import SecretScrubber

            self._made = SecretScrubber(self._scrub_names)
        return self._made
