"""What the playground says on the terminal."""

from __future__ import annotations

import os
import sys


def say(text: str = "") -> None:
    """A line for whoever started the playground; when nobody reads any more, it goes on silently."""
    try:
        print(text, flush=True)  # noqa: T201 - the one place that talks to the terminal
    except BrokenPipeError:
        # The interpreter would try again at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(text: str) -> None:
    """A line about something that is wrong."""
    print(f"playground: {text}", file=sys.stderr, flush=True)  # noqa: T201 - as above
