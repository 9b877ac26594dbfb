"""Has a program that Ctrl+C ended die of SIGINT, as it does without the SDK, so that whoever started it can tell.

The interpreter notes that the main module ended with KeyboardInterrupt, and takes the note back whenever a text is
executed, as modules do that make named tuples or dataclasses and that we import at the end, such as httpx.
"""

from __future__ import annotations

import contextlib
import sys


def dies_of_interrupt() -> bool:
    """Whether the main module has ended with KeyboardInterrupt, and that is the program's end."""
    error = getattr(sys, "last_value", None)
    trace = getattr(error, "__traceback__", None)
    left_the_main_module = trace is not None and trace.tb_frame.f_back is None  # consoles note theirs there as well
    return type(error) is KeyboardInterrupt and left_the_main_module and not hasattr(sys, "ps1")


def note_interrupt() -> None:
    """Have the interpreter note it again, by executing a text that ends with KeyboardInterrupt."""
    with contextlib.suppress(KeyboardInterrupt):
        exec("raise KeyboardInterrupt")  # noqa: S102 - the only way to that note
