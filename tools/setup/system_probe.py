"""Run in a child process: which of the named libraries cannot be loaded, and how many fonts fontconfig knows.

Loading a library runs its code, so that the set-up itself stays clear of it. Prints JSON.
"""

from __future__ import annotations

import ctypes
import json
import sys


class _FontSet(ctypes.Structure):
    """Fontconfig's FcFontSet: its first field is the number of fonts."""

    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.c_void_p))


_SYSTEM_FONTS = 0


def loads(library: str) -> bool:
    """Whether the dynamic linker finds the library and all that it needs itself."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def count_fonts() -> int:
    """Counts what Qt will find, as it asks the same library; 0 without fontconfig."""
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return 0
    fontconfig.FcConfigGetCurrent.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.argtypes = (ctypes.c_void_p, ctypes.c_int)
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    fonts = fontconfig.FcConfigGetFonts(fontconfig.FcConfigGetCurrent(), _SYSTEM_FONTS)
    return int(fonts.contents.count) if fonts else 0


if __name__ == "__main__":
    missing = [library for library in sys.argv[1:] if not loads(library)]
    print(json.dumps({"missing": missing, "fonts": count_fonts()}))
