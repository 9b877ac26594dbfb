"""The fixture `recorder` for these tests."""

from __future__ import annotations

from tests.plugins.recorder import recorder

__all__ = ["recorder"]
