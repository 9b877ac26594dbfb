"""What is said when the intake cannot be reached, and when it is tried again."""

from __future__ import annotations

from typing import Final

AWAY: Final = "The intake cannot be reached, events are kept on disk"
"""What the log says of it."""

ONE_TRY: Final = 130.0
"""Seconds after which the longest back-off without `Retry-After` is over."""
