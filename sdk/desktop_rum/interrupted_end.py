"""Has a program that Ctrl+C ended die of SIGINT, as it does without the SDK, so that whoever started it can tell.

The interpreter notes that the main module ended with KeyboardInterrupt, and takes the note back whenever a text is
executed, as modules do that make named tuples or dataclasses and that we import at the end, such as httpx.
"""

from __future__ import annotations

import contextlib
import sys

from desktop_rum.instrument.uncaught import error_of_main_module


def dies_of_interrupt() -> bool:
    """Whether the main module has ended with KeyboardInterrupt, and that is the program's end."""
    return type(error_of_main_module()) is KeyboardInterrupt and not hasattr(sys, "ps1")


def note_interrupt() -> None:
    """Have the interpreter note it again, by executing a text that ends with KeyboardInterrupt."""
    with contextlib.suppress(KeyboardInterrupt):
        exec("raise KeyboardInterrupt")  # noqa: S102 - the only way to that note
