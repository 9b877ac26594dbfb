"""What tests need that start a program in a terminal of its own."""

from __future__ import annotations

import os

import pytest


def need_terminals() -> None:
    """Skip the test where the system has none: in a folder with a root of its own nobody may have mounted /dev/pts."""
    try:
        for descriptor in os.openpty():
            os.close(descriptor)
    except OSError as error:
        pytest.skip(f"no terminal is to be had: {error}")
