"""What the playground says on the terminal."""

from __future__ import annotations

import sys


def say(text: str = "") -> None:
    """A line for whoever started the playground."""
    print(text, flush=True)  # noqa: T201 - the one place that talks to the terminal


def complain(text: str) -> None:
    """A line about something that is wrong."""
    print(f"playground: {text}", file=sys.stderr, flush=True)  # noqa: T201 - as above
