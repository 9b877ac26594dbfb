"""Fixtures for the SDK's tests."""

from __future__ import annotations

from tests.plugins.faulty_intake import faulty_intake
from tests.plugins.intake import intake
from tests.plugins.sdk import internal_errors, run_sdk

__all__ = ["faulty_intake", "intake", "internal_errors", "run_sdk"]
