"""Whether the user has agreed to be reported on: pending (kept, not sent), granted, not-granted (nothing kept)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_rum.assemble.hooks import DISCARDED, SKIPPED, Verdict

if TYPE_CHECKING:
    from desktop_rum.collect.raw_event import RawEvent


class Consent:
    """The current answer; lives on the pipeline thread."""

    def __init__(self, given: str) -> None:
        self.state = given

    @property
    def collects(self) -> bool:
        """Whether anything may be kept at all."""
        return self.state != "not-granted"

    def hook(self, _raw: RawEvent) -> dict[str, Any] | Verdict:
        """The hook: discards what may not be kept."""
        return DISCARDED if self.state == "not-granted" else SKIPPED
