"""What the playground says on the terminal."""

from __future__ import annotations

import contextlib
import io
import os
import sys


def speak_any_encoding() -> None:
    """From now on print a question mark where the terminal has no such character, instead of raising."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str = "") -> None:
    """Print a line; when that is not possible any more, the playground goes on silently."""
    try:
        print(text, flush=True)  # noqa: T201 - the one place that talks to the terminal
    except OSError as problem:
        # The interpreter would try again at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):  # who closes a pipe knows it
            complain(f"what it says cannot be written: {problem.strerror}")


def complain(text: str) -> None:
    """Print a line about something that is wrong, to standard error."""
    with contextlib.suppress(OSError):
        print(f"playground: {text}", file=sys.stderr, flush=True)  # noqa: T201 - as above
