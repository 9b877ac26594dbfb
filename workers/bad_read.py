"""The shortest way into a segmentation fault."""

from __future__ import annotations

import ctypes


def read_null() -> None:
    """Read from address 0: the process ends.

    Not by calling a function, such as `ctypes.string_at`: on Windows ctypes makes an OSError of what goes wrong in one.
    """
    _ = ctypes.c_int.from_address(0).value
