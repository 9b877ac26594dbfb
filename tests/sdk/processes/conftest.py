"""The fixture `recorder` for these tests."""

from __future__ import annotations

from tests.plugins.recorder import recorder
from tests.plugins.short_waits import nobody_announces, owners_are_silent

__all__ = ["nobody_announces", "owners_are_silent", "recorder"]
